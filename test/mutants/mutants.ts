import { accept, notedMaterials } from './list/accept.js';
import { amending, orderViews } from './list/amend.js';
import { crediting, materialSums, orderBalance, orderDetails } from './list/audit.js';
import { closing } from './list/closing.js';
import {
  boxConditions,
  headConditions,
  openOrderConditions,
  orderRecordConditions,
  progressConditions,
  receiptConditions,
} from './list/conditions.js';
import { deliveries } from './list/deliveries.js';
import { enrichment, eventFilters, marketEvents } from './list/enrichment.js';
import { changeRecord, handler, lostFences } from './list/handler.js';
import { matching } from './list/matching.js';
import { memoryConditions } from './list/memory-conditions.js';
import { candles, cursors, lists, orderState, statement } from './list/reads.js';
import {
  repairedAccounts,
  repairedItems,
  repairedOrders,
  repairing,
  repairTargets,
} from './list/repair.js';
import { decorating, retries } from './list/retries.js';
import { settingAside } from './list/set-aside.js';
import { settlement } from './list/settlement.js';
import { sideReader } from './list/side-reader.js';
import { dynamoStore, dynamoTables, memoryStore, transactions } from './list/store.js';
import { dueOrders, lostWakeUps, sweeper, sweeperHandler, sweepRun } from './list/sweeper.js';
import { wakeUp } from './list/wake-up.js';
import type { PlacedMutant } from './mutant.js';

/** Every guard that can be removed, one by one. */
export const mutants: readonly PlacedMutant[] = [
  accept,
  notedMaterials,
  closing,
  amending,
  orderViews,
  crediting,
  orderBalance,
  orderDetails,
  materialSums,
  deliveries,
  matching,
  wakeUp,
  sideReader,
  settlement,
  settingAside,
  repairing,
  repairedOrders,
  repairTargets,
  repairedAccounts,
  repairedItems,
  memoryConditions,
  openOrderConditions,
  orderRecordConditions,
  headConditions,
  boxConditions,
  receiptConditions,
  progressConditions,
  candles,
  lists,
  statement,
  cursors,
  orderState,
  sweeper,
  sweepRun,
  dueOrders,
  lostWakeUps,
  sweeperHandler,
  handler,
  changeRecord,
  lostFences,
  enrichment,
  marketEvents,
  eventFilters,
  dynamoStore,
  dynamoTables,
  transactions,
  memoryStore,
  retries,
  decorating,
].flatMap(({ mutants: ofFile, ...file }) => ofFile.map((mutant) => ({ ...file, ...mutant })));
