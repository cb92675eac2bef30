const { App, aws_events, Stack } = require('aws-cdk-lib');
const { MaterialMarket } = require('material-market/construct');
const { synthesise } = require('./synthesise.cjs');

synthesise({ App, Stack, MaterialMarket, EventBus: aws_events.EventBus }, 'cdk.out.commonjs');
