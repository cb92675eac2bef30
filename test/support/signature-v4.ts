import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Whether a request carries the signature that AWS would compute for it, written from the
 * description of Signature Version 4 alone.
 */
export function hasValidSignature(
  request: IncomingMessage,
  body: string,
  { secretAccessKey, region }: { readonly secretAccessKey: string; readonly region: string },
): boolean {
  const { authorization = '', 'x-amz-date': date } = request.headers;
  const fields =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\S+), SignedHeaders=(\S+), Signature=(\S+)$/.exec(
      authorization,
    );
  if (!fields || typeof date !== 'string') return false;
  const [, scope, signedHeaders, signature] = fields as unknown as string[];
  if (scope !== `${date.slice(0, 8)}/${region}/lambda/aws4_request`) return false;
  if (!signedHeaders?.split(';').includes('host')) return false;

  const [path = '', query = ''] = (request.url ?? '').split('?');
  const canonicalRequest = [
    request.method,
    path.split('/').map(encode).join('/'),
    [...new URLSearchParams(query)]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signedHeaders,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    date,
    scope,
    createHash('sha256').update(canonicalRequest).digest('hex'),
  ].join('\n');
  const key = [date.slice(0, 8), region, 'lambda', 'aws4_request'].reduce<Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  return createHmac('sha256', key).update(stringToSign).digest('hex') === signature;
}

/** Path segments are encoded already, and are encoded once more for signing. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
