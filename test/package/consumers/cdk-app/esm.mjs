import { App, aws_events, Stack } from 'aws-cdk-lib';
import { MaterialMarket } from 'material-market/construct';
import { synthesise } from './synthesise.cjs';

synthesise({ App, Stack, MaterialMarket, EventBus: aws_events.EventBus }, 'cdk.out.esm');
