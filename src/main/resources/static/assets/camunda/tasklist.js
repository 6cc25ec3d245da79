// What Countersign adds to Tasklist: the agreement of a task in its card, above its form and in a tab of its own.
import { band, tab } from './agreement.js';
import { asking } from './asking.js';
import { cards } from './cards.js';
import { byPriority } from './order.js';

band();
byPriority();

export default [tab(), cards(), asking()];
