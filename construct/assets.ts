import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { HandlerName } from '../src/deployment/handlers.js';
import { MarketError } from '../src/model/errors.js';

/**
 * CDK context key: a folder with other builds of the handlers, `intake/index.mjs` and so on.
 * For work on this package; a consumer's app has the handlers that come with it.
 */
export const handlersContextKey = 'material-market:handlers';

/** The prebuilt code of a function: nothing is bundled in the consumer's app. */
export function handlerCode(scope: Construct, name: HandlerName): Code {
  const folders = handlerFolders(scope).map((folder) => join(folder, name));
  const folder = folders.find((candidate) => existsSync(join(candidate, 'index.mjs')));
  if (folder !== undefined) return Code.fromAsset(folder);
  throw new MarketError(
    'CONFIGURATION',
    `the ${name} handler is not built, looked in ${folders.join(' and ')}: run \`npm run build\` in the material-market package, or reinstall it`,
  );
}

function handlerFolders(scope: Construct): readonly string[] {
  const given: unknown = scope.node.tryGetContext(handlersContextKey);
  if (typeof given === 'string') return [given];
  const here = dirname(fileURLToPath(import.meta.url));
  // Beside the built file, and where the build puts them when this runs from source.
  return [join(here, 'handlers'), join(here, '..', 'dist', 'handlers')];
}
