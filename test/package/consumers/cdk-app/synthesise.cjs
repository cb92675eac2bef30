/**
 * A CDK app with a market in it.
 *
 * @param {object} loaded the packages as the caller has loaded them
 * @param {string} outdir where the cloud assembly goes
 */
exports.synthesise = ({ App, Stack, MaterialMarket, EventBus }, outdir) => {
  class GameStack extends Stack {
    constructor(scope, id) {
      super(scope, id);
      this.market = new MaterialMarket(this, 'Market', {
        rules: { saleFeeBasisPoints: 250 },
        alarms: true,
        dashboard: true,
        events: { bus: new EventBus(this, 'Bus') },
      });
    }
  }
  const app = new App({ outdir });
  new GameStack(app, 'Game');
  app.synth();
};
