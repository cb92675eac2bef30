import { version } from '../../package.json';

/** How this package names itself to what it calls. */
export const userAgent = { name: 'material-market', version };
