import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { scenario } from '../../test/client/scenario.js';
import { MarketClient } from '../client/market-client.js';
import type { Transport } from '../client/transport/transport.js';
import { wakeMaterial } from '../engine/matching/wake-material.js';
import { errorCodes } from '../model/errors.js';
import { OrderIdFactory } from '../model/order-id.js';
import { defaultMarketRules } from '../model/rules.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { createApi } from './api.js';
import { answerNames, answerSchemas, openApiDocument } from './openapi.js';
import { matchPath } from './operation.js';
import { operations } from './operations.js';

describe('the OpenAPI document', () => {
  it('describes every operation, and nothing else', () => {
    const { paths } = openApiDocument('1.0.0');
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described).toEqual(operations.map(({ method, path }) => `${method} ${path}`));
    expect(Object.keys(answerNames).sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  it('describes what is answered', async () => {
    const described = new Set<string>();
    const market = { store: new MemoryStore(), rules: defaultMarketRules, now: Date.now };
    const orderIds = new OrderIdFactory();
    const api = createApi({ market, orderIds, onFault: (fault) => expect.fail(String(fault)) });
    const transport: Transport = {
      send: async ({ method, path, query, body }) => {
        const response = await api.request(`${path}?${new URLSearchParams(query)}`, {
          method,
          ...(body && {
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
        });
        const answer = await response.text();
        const operation = operations.find((of) => of.method === method && matchPath(of, path));
        if (!operation) throw new Error(`${method} ${path} is no operation`);
        if (response.ok) {
          expect(response.status).toBe(operation.status);
          described.add(operation.id);
        }
        const name = response.ok
          ? (answerNames[operation.id] as keyof typeof answerSchemas)
          : 'Error';
        z.parse(answerSchemas[name], JSON.parse(answer));
        return { status: response.status, body: answer };
      },
    };
    await scenario(new MarketClient({ transport }), {
      run: 'described',
      settled: async () => {
        const acceptedBefore = Date.now() + 1;
        await wakeMaterial(market, { material: 'wheat:described', named: [], acceptedBefore });
      },
    });
    const undescribed = operations.filter(({ id }) => !described.has(id)).map(({ id }) => id);
    expect(undescribed).toEqual(['postOrder']);
  });

  it('knows every error code', () => {
    const { Error: error } = openApiDocument('1.0.0').components.schemas as Record<string, unknown>;
    for (const code of Object.keys(errorCodes)) expect(JSON.stringify(error)).toContain(code);
  });
});
