import * as main from 'material-market';
import * as local from 'material-market/local';
import * as testing from 'material-market/testing';
import { trade } from './trade.cjs';

await trade({ main, local, testing });
console.log('traded');
