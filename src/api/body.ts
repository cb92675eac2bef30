import type { HonoRequest } from 'hono';
import { MarketError } from '../model/errors.js';
import { maxBodyBytes } from '../model/limits.js';

/** The JSON value of a request's body, refused unread when it is too large. */
export async function readJson(request: HonoRequest): Promise<unknown> {
  const contentType = request.header('content-type');
  if (contentType !== undefined && !/^application\/(?:.+\+)?json\s*(?:;|$)/i.test(contentType)) {
    throw new MarketError(
      'UNSUPPORTED_MEDIA_TYPE',
      `content type ${contentType} is not understood: send application/json`,
    );
  }
  if (Number(request.header('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
  const body = await request.arrayBuffer();
  if (body.byteLength > maxBodyBytes) throw tooLarge();
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new MarketError('MALFORMED_JSON', `the body is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function tooLarge(): MarketError {
  return new MarketError('BODY_TOO_LARGE', `the body exceeds ${maxBodyBytes} bytes`);
}
