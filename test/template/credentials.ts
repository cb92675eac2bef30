import { randomBytes } from 'node:crypto';
import { region } from './aws.js';

/** What AWS gives a caller that takes on a role. */
export class Credentials {
  readonly accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
  readonly secretAccessKey = randomBytes(20).toString('base64');
  readonly sessionToken = randomBytes(40).toString('base64');

  /** Whether the signature of a request names these credentials, this region and a service. */
  signed(authorization: string, service: string): boolean {
    const scope = new RegExp(`Credential=${this.accessKeyId}/\\d{8}/${region}/${service}/`);
    return scope.test(authorization);
  }
}
