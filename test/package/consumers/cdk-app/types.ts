// Compiled only, by consumers' TypeScript settings, as an ESM and as a CommonJS module.
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { MaterialMarket } from 'material-market/construct';

export class GameStack extends Stack {
  readonly market: MaterialMarket;

  constructor(scope: Construct, id: string, gameServer: IFunction, props?: StackProps) {
    super(scope, id, props);
    this.market = new MaterialMarket(this, 'Market', { rules: { saleFeeBasisPoints: 250 } });
    // @ts-expect-error no such rule
    new MaterialMarket(this, 'Other', { rules: { saleFee: 250 } });
    this.market.grantTrade(gameServer);
    this.market.grantRead(gameServer);
  }

  get orders(): ITable {
    return this.market.ordersTable;
  }
}
