import { type App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { createApp, createMarket, variants } from '../test/construct/market-stack.js';

describe.each(Object.entries(variants))('the %s market', (_name, props) => {
  it('passes the AwsSolutions checks of cdk-nag', () => {
    const app = checkedApp();
    createMarket(props, app);
    expect(() => app.synth()).not.toThrow();
  });
});

describe('what is acknowledged to cdk-nag', () => {
  it('is little, and explained', () => {
    const { app, stack } = createMarket(variants.everything);
    Template.fromStack(stack);
    expect(acknowledgements(app)).toEqual([
      ['IntakeRole', 'AwsSolutions-IAM5[Resource::*]', expect.stringContaining('X-Ray')],
      ['MatcherRole', 'AwsSolutions-IAM5[Resource::*]', expect.stringContaining('X-Ray')],
      [
        'MatcherRole',
        expect.stringMatching(/^AwsSolutions-IAM5\[Resource::<MarketWakeUpFailureBucket\w+\.Arn>/),
        expect.stringContaining('names of the objects'),
      ],
      ['SweeperRole', 'AwsSolutions-IAM5[Resource::*]', expect.stringContaining('X-Ray')],
      ['DeadLetterQueue', 'AwsSolutions-SQS3', expect.stringContaining('is a dead-letter queue')],
      ['FailureBucket', 'AwsSolutions-S1', expect.stringContaining('only Lambda writes')],
      ['EnrichmentRole', 'AwsSolutions-IAM5[Resource::*]', expect.stringContaining('X-Ray')],
      ['DeadLetterQueue', 'AwsSolutions-SQS3', expect.stringContaining('is a dead-letter queue')],
    ]);
  });

  it('does not keep cdk-nag from finding anything else', () => {
    const app = checkedApp();
    createMarket({ deadLetterQueueProps: { enforceSSL: false } }, app);
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS4/);
  });
});

describe('the template', () => {
  it('is the one that was looked at last', () => {
    const { stack } = createMarket(variants.everything);
    expect(withoutAssetHashes(Template.fromStack(stack).toJSON())).toMatchSnapshot();
  });
});

/** As `cdk init` makes apps: the findings of CDK's own validation are errors as well. */
function checkedApp(): App {
  const app = createApp();
  for (const [flag, value] of Object.entries(recommendedFlags)) app.node.setContext(flag, value);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

type Acknowledgement = readonly [construct: string, id: string, reason: string];

function acknowledgements(app: App): Acknowledgement[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Record<string, string>).map(
          // Ids without a prefix are kept with that of annotations.
          ([id, reason]): Acknowledgement => [node.id, id.replace(/^Annotation::/, ''), reason],
        ),
      ),
  );
}

/** The stand-ins for the handlers are no part of what is looked at. */
function withoutAssetHashes(template: object): unknown {
  return JSON.parse(JSON.stringify(template).replaceAll(/[0-9a-f]{64}\.zip/g, '[asset].zip'));
}
