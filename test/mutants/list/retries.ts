import type { MutatedFile } from '../mutant.js';

export const retries: MutatedFile = {
  file: 'src/store/retries.ts',
  tests: ['src/store/retries.test.ts', 'src/matcher/handler.test.ts'],
  mutants: [
    {
      name: 'retry: only what can heal',
      without: 'giving up at once where a repetition cannot help',
      find: '!isMarketError(error) || !error.retryable || attempt === attempts',
      replace: '!isMarketError(error) || attempt === attempts',
    },
    {
      name: 'retry: bound',
      without: 'giving up after a number of attempts',
      find: ' || attempt === attempts) throw error;',
      replace: ') throw error;',
    },
    {
      name: 'retry: time for a pause',
      without: 'giving up when a pause would use up the time',
      find: '      if (pause >= timeLeft()) throw error;\n',
      replace: '',
    },
    {
      name: 'retry: time for a call',
      without: 'beginning no call when the time is used up',
      find: '        assertTimeLeft(left);\n',
      replace: '',
    },
    {
      name: 'retry: time for an answer',
      without: 'ending a call whose time is over',
      find: 'return await Promise.race([timeIsUp, call(deadline.signal)]);',
      replace: 'timeIsUp.catch(() => {});\n    return await call(deadline.signal);',
    },
    {
      name: 'retry: connection is given up',
      without: 'giving up the connection of a call whose time is over',
      find: '      deadline.abort();\n',
      replace: '',
    },
    {
      name: 'retry: pauses grow',
      without: 'pausing longer after every attempt',
      find: 'basePauseMs * 2 ** (attempt - 1)',
      replace: 'basePauseMs',
    },
  ],
};

export const decorating: MutatedFile = {
  file: 'src/store/decorate-store.ts',
  tests: ['src/store/decorate-store.test.ts', 'src/store/retries.test.ts'],
  mutants: [
    {
      name: 'retry: same token',
      without: 'repeating a transaction with the same token, so that it is done once',
      find: 'return method.apply(target, parameters);',
      replace:
        "return method.apply(target, operation === 'transact' ? [parameters[0], { token: crypto.randomUUID() }] : parameters);",
    },
  ],
};
