import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';

const templateSchema = z.strictObject({
  Resources: z.record(
    z.string(),
    z.strictObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      // None of these changes what a resource is once it is there.
      DependsOn: z.unknown().optional(),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
      Metadata: z.unknown().optional(),
    }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.string() })).default({}),
  // Asks for a recent `cdk bootstrap`.
  Rules: z.strictObject({ CheckBootstrapVersion: z.unknown() }).optional(),
});

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

export type Template = z.infer<typeof templateSchema>;

/** What `cdk synth` writes: all that a deployment is given. */
export interface CloudAssembly {
  templateOf(stack: string): Template;
  /** The folder that would be uploaded under a key. */
  assetFolder(stack: string, objectKey: string): string;
  remove(): void;
}

/** Synthesises an app into a folder outside of this package, as a consumer's would be. */
export function synthesise(build: (app: App) => void): CloudAssembly {
  const folder = mkdtempSync(join(tmpdir(), 'material-market-assembly-'));
  const app = new App({ outdir: folder });
  build(app);
  app.synth();
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return {
    templateOf: (stack) => templateSchema.parse(read(`${stack}.template.json`)),
    assetFolder: (stack, objectKey) => {
      const { files } = assetsSchema.parse(read(`${stack}.assets.json`));
      const found = Object.values(files).find(({ destinations }) =>
        Object.values(destinations).some((destination) => destination.objectKey === objectKey),
      );
      if (found?.source.packaging !== 'zip')
        throw new Error(`no zipped asset has key ${objectKey}`);
      return join(folder, found.source.path);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
