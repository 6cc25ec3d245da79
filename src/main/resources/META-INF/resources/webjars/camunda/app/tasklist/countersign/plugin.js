import '/assets/camunda/session.js';

export { default } from '/assets/camunda/tasklist.js';
