import { type App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { GameStack } from '../../examples/cdk-app/game-stack.js';
import { createApp } from './market-stack.js';

it('the example app synthesises, passes cdk-nag, and says where its market is', () => {
  const app: App = createApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const template = Template.fromStack(new GameStack(app, 'Game'));
  expect(Object.keys(template.findOutputs('*'))).toEqual([
    'IntakeFunction',
    'IntakeUrl',
    'MatcherLogs',
    'Dashboard',
  ]);
  expect(() => app.synth()).not.toThrow();
});
