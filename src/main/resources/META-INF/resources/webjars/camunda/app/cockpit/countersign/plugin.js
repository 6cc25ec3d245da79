import '/assets/camunda/session.js';

export default [];
