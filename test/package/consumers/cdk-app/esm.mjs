import { App, Stack } from 'aws-cdk-lib';
import { MaterialMarket } from 'material-market/construct';
import { synthesise } from './synthesise.cjs';

synthesise({ App, Stack, MaterialMarket }, 'cdk.out.esm');
