/** How long a client of the AWS SDK waits, in milliseconds. */
export interface SdkTimeouts {
  /** For a connection, the wait for a free one included. */
  readonly connectionTimeout: number;
  /** For an answer to begin, and between its parts. */
  readonly requestTimeout: number;
}

/**
 * Settings of an AWS client by which a connection that stalls ends the call. Without them the SDK
 * waits for ever; with a `requestTimeout` alone it only warns, and does not watch over the body.
 */
export function sdkTimeouts({ connectionTimeout, requestTimeout }: SdkTimeouts) {
  return {
    requestHandler: {
      connectionTimeout,
      requestTimeout,
      throwOnRequestTimeout: true,
      socketTimeout: requestTimeout,
    },
  };
}
