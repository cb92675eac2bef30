const { App, Stack } = require('aws-cdk-lib');
const { MaterialMarket } = require('material-market/construct');
const { synthesise } = require('./synthesise.cjs');

synthesise({ App, Stack, MaterialMarket }, 'cdk.out.commonjs');
