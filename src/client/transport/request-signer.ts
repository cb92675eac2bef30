import { createHash, createHmac } from 'node:crypto';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { SignatureV4 } from '@smithy/signature-v4';
import { MarketError } from '../../model/errors.js';

/** An HTTP request that may be signed. */
interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Gives the headers of a request with a signature among them. */
type RequestSigner = (request: UnsignedRequest) => Promise<Record<string, string>>;

/** `<id>.lambda-url.<region>.on.aws` */
const functionUrlHost = /\.lambda-url\.([a-z0-9-]+)\.on\.aws$/;

/** Whether a URL is that of a Lambda function, by its host. */
export function isFunctionUrl(url: string): boolean {
  return URL.canParse(url) && functionUrlHost.test(new URL(url).hostname);
}

/**
 * Signs requests to a Function URL with the credentials of a Lambda client (Signature Version 4,
 * {@link https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html | AWS}).
 */
export function createRequestSigner({ config }: LambdaClient): RequestSigner {
  return async ({ method, url, headers, body }) => {
    const { hostname, port, pathname, host, searchParams } = url;
    const region = functionUrlHost.exec(hostname)?.[1] ?? config.region;
    const signer = new SignatureV4({
      service: 'lambda',
      region,
      credentials: config.credentials,
      sha256: Sha256,
    });
    try {
      const signed = await signer.sign({
        method,
        protocol: url.protocol,
        hostname,
        ...(port && { port: Number(port) }),
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: { ...headers, host },
        ...(body !== undefined && { body }),
      });
      // fetch sets the host by itself.
      const { host: _, ...rest } = signed.headers;
      return rest;
    } catch (cause) {
      throw new MarketError(
        'CONFIGURATION',
        'the request could not be signed: check the credentials and the region of the environment, or of the lambdaClient that was given',
        { cause },
      );
    }
  };
}

/** SHA-256 as the signer takes it. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('a hash is made anew for every digest');
  }
}

function bytesOf(value: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value);
}
