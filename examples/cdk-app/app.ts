import { App } from 'aws-cdk-lib';
import { GameStack } from './game-stack.js';

new GameStack(new App(), 'MaterialMarketExample');
