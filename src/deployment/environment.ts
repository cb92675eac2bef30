/** Environment variables of the handlers and of `MarketClient.fromEnvironment()`. */
export const environmentVariables = {
  ordersTable: 'MATERIAL_MARKET_ORDERS_TABLE',
  ledgerTable: 'MATERIAL_MARKET_LEDGER_TABLE',
  /** Market rules as JSON. */
  rules: 'MATERIAL_MARKET_RULES',
  /** Name or ARN of the intake function. */
  intakeFunction: 'MATERIAL_MARKET_INTAKE_FUNCTION',
  /** URL of the HTTP API. */
  url: 'MATERIAL_MARKET_URL',
} as const;
