import type { MutatedFile } from '../mutant.js';

const tests = [
  'src/engine/sweeping/due-orders.test.ts',
  'src/engine/sweep.test.ts',
  'src/engine/sweeping/isolation.test.ts',
  'src/engine/sweeping/activity.test.ts',
  'src/sweeper/handler.test.ts',
];

export const sweeper: MutatedFile = {
  file: 'src/engine/sweep.ts',
  tests,
  mutants: [
    {
      name: 'sweep: progress that can be read',
      without: 'refusing a progress that is no time',
      find: 'if (progress && Number.isNaN(Date.parse(progress.sweptUntil))) {',
      replace: 'if (progress?.sweptUntil === "") {',
    },
    {
      name: 'sweep: materials of before',
      without: 'noting once the materials that had orders when activity was not noted',
      find: 'before.hasNotedMaterials || (isReadable && (await noteAllMaterials(run)))',
      replace: 'before.hasNotedMaterials || isReadable',
    },
    {
      name: 'sweep: progress next version',
      without: 'writing the next version of the progress',
      find: 'version: version + 1, ...after',
      replace: 'version, ...after',
    },
    {
      name: 'sweep: another sweep was faster',
      without: 'taking it as ordinary that another sweep wrote its progress',
      find: "  await tryTransact(market.store, [{ write: 'putSweepProgress', progress }]);",
      replace:
        "  await market.store.transact([{ write: 'putSweepProgress', progress }], { token: crypto.randomUUID() });",
    },
  ],
};

export const sweepRun: MutatedFile = {
  file: 'src/engine/sweeping/sweep-run.ts',
  tests,
  mutants: [
    {
      name: 'sweep: each thing for itself',
      without: 'going on after one order or material has failed',
      find: '      return left;\n    }\n  }\n\n  /** An attempt on a material',
      replace: '      throw error;\n    }\n  }\n\n  /** An attempt on a material',
    },
    {
      name: 'sweep: failures are told',
      without: 'telling of what failed',
      find: 'if (!isOrdinary) this.fail({ what, name, error });',
      replace: 'if (isOrdinary) this.fail({ what, name, error });',
    },
    {
      name: 'sweep: a lost fence is ordinary',
      without: 'taking a lost fence for no failure',
      find: 'error instanceof FenceLostError || !this.#hasTime(keptMs)',
      replace: '!this.#hasTime(keptMs)',
    },
    {
      name: 'sweep: one try for a material',
      without: 'trying a material once in a sweep',
      find: '    if (this.#failedMaterials.has(material)) return left;\n',
      replace: '',
    },
    {
      name: 'sweep: matchers at work',
      without: 'leaving a material alone whose head moved lately',
      find: 'return movedAt > this.acceptedBefore && movedAt <=',
      replace: 'return movedAt < 0 && movedAt <=',
    },
    {
      name: 'sweep: wrong clocks',
      without: 'paying no attention to a time far ahead',
      find: ' && movedAt <= this.market.now() + this.wakeUpGraceMs;',
      replace: ';',
    },
    {
      name: 'sweep: end of time',
      without: 'beginning nothing when the time is over',
      find: 'if (remainingTime === undefined || remainingTime() > kept) return true;',
      replace: 'if (remainingTime === undefined || kept >= 0) return true;',
    },
    {
      name: 'sweep: half of the time for orders',
      without: 'keeping half of the time for materials',
      find: 'this.#hasTime(Math.max(reserveMs, this.#timeForOrders))',
      replace: 'this.#hasTime(reserveMs)',
    },
    {
      name: 'sweep: set aside is told',
      without: 'telling of orders that were set aside',
      find: '    for (const order of setAside) this.options.onSetAside?.(order);\n',
      replace: '',
    },
  ],
};

export const dueOrders: MutatedFile = {
  file: 'src/engine/sweeping/due-orders.ts',
  tests,
  mutants: [
    {
      name: 'due: late landings',
      without: 'coming back to an hour for orders that land late',
      find: 'const settled = now - (now % hour) - lag;',
      replace: 'const settled = now - (now % hour);',
    },
    {
      name: 'due: progress goes on',
      without: 'never taking the progress back',
      find: 'Math.max(end, Date.parse(before.sweptUntil))',
      replace: 'end',
    },
    {
      name: 'due: buckets not looked through',
      without: 'stopping the progress at a bucket that was not looked through',
      find: 'next === undefined ? settled : startOfBucket(next)',
      replace: 'settled',
    },
    {
      name: 'due: unfinished buckets',
      without: 'coming back to buckets in which notes are left',
      find: '!cleared.has(bucket) && startOfBucket(bucket) < Date.parse(sweptUntil)',
      replace: 'bucket === "" && startOfBucket(bucket) < Date.parse(sweptUntil)',
    },
    {
      name: 'due: past what is left',
      without: 'reading on past notes that are left',
      find: 'limit: batchSize, cursor }',
      replace: 'limit: batchSize }',
    },
    {
      name: 'due: notes that are left',
      without: 'knowing that a note is left in a bucket',
      find: '    if (deleted < page.items.length) isCleared = false;\n',
      replace: '    if (deleted < 0) isCleared = false;\n',
    },
    {
      name: 'due: note of the same order',
      without: 'comparing the id of the record that was found',
      find: '  if (record?.orderId !== orderId) {',
      replace: '  if (record === undefined) {',
    },
    {
      name: 'due: damaged notes',
      without: 'naming a note that names no order',
      find: '  if (!isOrderId(orderId)) {\n    throw',
      replace: '  if (orderId === "") {\n    throw',
    },
    {
      name: 'due: closed already',
      without: 'leaving closed orders alone',
      find: '  if (record.closure !== null) return undefined;\n',
      replace: '',
    },
    {
      name: 'due: only what has expired',
      without: 'closing only orders that have expired',
      find: 'expiresAt === null || Date.parse(expiresAt) > run.startedAt',
      replace: 'expiresAt === ""',
    },
    {
      name: 'due: expiry instant',
      without: 'closing an order at the instant of its expiry',
      find: 'Date.parse(expiresAt) > run.startedAt',
      replace: 'Date.parse(expiresAt) >= run.startedAt',
    },
    {
      name: 'due: lost wake-ups of immediate orders',
      without: 'waking materials of orders that must not rest',
      find: '  await run.wake({ material, named: late });\n',
      replace: '',
    },
    {
      name: 'due: orders that a matcher comes to',
      without: 'leaving orders to a matcher that is at work',
      find: 'run.isAtWork(head) ? records.filter(isLate) : records',
      replace: 'records.filter(isLate).length < 0 ? [] : records',
    },
    {
      name: 'due: notes one by one',
      without: 'deleting the other notes when one cannot be deleted',
      find: 'notes.map((note) => run.attempt',
      replace: 'notes.slice(1).map((note) => run.attempt',
    },
  ],
};

export const lostWakeUps: MutatedFile = {
  file: 'src/engine/sweeping/lost-wake-ups.ts',
  tests,
  mutants: [
    {
      name: 'lost: where the time was over',
      without: 'beginning next time with the material that was not begun',
      find: 'return notBegun[0] ?? null;',
      replace: 'return notBegun.length < 0 ? "" : null;',
    },
    {
      name: 'lost: in turn',
      without: 'beginning with the material that the last sweep did not come to',
      find: 'inTurn(await activeMaterials(run), first)',
      replace: 'inTurn(await activeMaterials(run), first && null)',
    },
    {
      name: 'lost: damaged notes',
      without: 'going on past a damaged note of activity',
      find: 'if (!note.material || Number.isNaN(Date.parse(note.since))) {',
      replace: 'if (note.material === undefined) {',
    },
    {
      name: 'lost: periods under way',
      without: 'looking at materials whose period is under way',
      find: 'isUnderWay(run, note) || isOver(run, note)',
      replace: 'isOver(run, note)',
    },
    {
      name: 'lost: periods that are over',
      without: 'looking at materials whose period is over',
      find: 'isUnderWay(run, note) || isOver(run, note)',
      replace: 'isUnderWay(run, note)',
    },
    {
      name: 'lost: matchers at work',
      without: 'leaving a material alone that a matcher works at',
      find: 'open.length === 0 || run.isAtWork(head)',
      replace: 'open.length === 0',
    },
    {
      name: 'lost: only crossed books',
      without: 'leaving books alone that are not crossed',
      find: 'if (!isLeftAlone && (await isCrossed(run, material))) {',
      replace: 'if (!isLeftAlone) {',
    },
    {
      name: 'lost: crossed books',
      without: 'waking materials whose book is crossed',
      find: '    await run.wake({ material, named: [], acceptedBefore: run.acceptedBefore });\n',
      replace: '',
    },
    {
      name: 'lost: notes until all have landed',
      without: 'keeping a note until all orders of its period have landed',
      find: '(!isLeftAlone && isOver(run, note))',
      replace: '!isLeftAlone',
    },
    {
      name: 'lost: notes are deleted',
      without: 'deleting notes that need no more looks',
      find: '(!isLeftAlone && isOver(run, note))',
      replace: '(isLeftAlone && isOver(run, note))',
    },
    {
      name: 'lost: watermark of a wrong clock',
      without: 'trusting no watermark ahead of the present',
      find: ' && acceptedAt <= run.market.now();',
      replace: ';',
    },
    {
      name: 'lost: matched after the period',
      without: 'trusting only a watermark that is later than all landings of the period',
      find: 'acceptedAt >= lastLandingOf(note) &&',
      replace: 'acceptedAt >= 0 &&',
    },
    {
      name: 'lost: expired orders on top',
      without: 'looking past expired orders for the best price',
      find: '    if (isExpired(toBookOrder(order), now)) continue;\n',
      replace: '',
    },
    {
      name: 'lost: grace',
      without: 'leaving orders alone whose wake-up may still come',
      find: 'if (acceptanceTimeOf(order.orderId) < run.acceptedBefore) return order;',
      replace: 'return order;',
    },
  ],
};

export const sweeperHandler: MutatedFile = {
  file: 'src/sweeper/handler.ts',
  isPlayed: false,
  tests: ['src/sweeper/handler.test.ts'],
  mutants: [
    {
      name: 'sweeper: deadline of the store',
      without: 'handing the time that is left down to the store',
      find: '{ ...retry, remainingTime }',
      replace: '{ ...retry }',
    },
    {
      name: 'sweeper: deadline of the sweep',
      without: 'handing the time that is left down to the sweep',
      find: '{ remainingTime, onFailure, onSetAside }',
      replace: '{ onFailure, onSetAside }',
    },
    {
      name: 'sweeper: set aside is told',
      without: 'telling of orders that were set aside',
      find: '{ remainingTime, onFailure, onSetAside }',
      replace: '{ remainingTime, onFailure }',
    },
  ],
};
