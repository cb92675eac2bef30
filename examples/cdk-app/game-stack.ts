import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MaterialMarket } from 'material-market/construct';

/** A game's stack with a market in it. */
export class GameStack extends Stack {
  readonly market: MaterialMarket;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    this.market = new MaterialMarket(this, 'Market', {
      rules: { saleFeeBasisPoints: 250 },
      alarms: true,
      dashboard: true,
      // For a trial, so that `cdk destroy` leaves nothing behind. A game keeps its market: leave
      // this line out there.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A game server in this app would be connected like this:
    //   this.market.connect(gameServer);

    new CfnOutput(this, 'IntakeFunction', { value: this.market.intake.functionName });
    if (this.market.functionUrl) {
      new CfnOutput(this, 'IntakeUrl', { value: this.market.functionUrl.url });
    }
    new CfnOutput(this, 'MatcherLogs', { value: this.market.matcher.logGroup.logGroupName });
    if (this.market.dashboard) {
      new CfnOutput(this, 'Dashboard', { value: this.market.dashboard.dashboardName });
    }
  }
}
