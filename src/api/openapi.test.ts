import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { scenario } from '../../test/client/scenario.js';
import { MarketClient } from '../client/market-client.js';
import { httpRequestOf } from '../client/transport/http-request.js';
import type { Transport } from '../client/transport/transport.js';
import { wakeMaterial } from '../engine/matching/wake-material.js';
import { errorCodes, type MarketErrorCode } from '../model/errors.js';
import { OrderIdFactory } from '../model/order-id.js';
import { orderRequestSchema } from '../model/request.js';
import { defaultMarketRules } from '../model/rules.js';
import { MemoryStore } from '../store/memory/memory-store.js';
import { createApi } from './api.js';
import { exampleError, parameterExamples } from './examples.js';
import { answerNames, answerSchemas, openApiDocument } from './openapi.js';
import { operations } from './operations.js';

const document = openApiDocument('1.0.0');

describe('the OpenAPI document', () => {
  it('describes every operation once, and nothing else', () => {
    const { paths } = document;
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const once = operations.filter(({ aliasOf }) => aliasOf === undefined);
    expect(described).toEqual(once.map(({ method, path }) => `${method} ${path}`));
    expect(Object.keys(answerNames).sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  it('describes what is answered', async () => {
    const described = new Set<string>();
    const market = { store: new MemoryStore(), rules: defaultMarketRules, now: Date.now };
    const orderIds = new OrderIdFactory();
    const api = createApi({ market, orderIds, onFault: (fault) => expect.fail(String(fault)) });
    const transport: Transport = {
      send: async (request) => {
        const { method, path, query, body } = httpRequestOf(request);
        const response = await api.request(`${path}?${query}`, {
          method,
          ...(body && { body, headers: { 'content-type': 'application/json' } }),
        });
        const answer = await response.text();
        const operation = operations.find(({ id }) => id === request.operation);
        if (!operation) throw new Error(`${request.operation} is no operation`);
        if (response.ok) {
          expect(response.status).toBe(operation.status);
          described.add(operation.id);
        }
        const name = response.ok
          ? (answerNames[operation.id] as keyof typeof answerSchemas)
          : 'ErrorBody';
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
    expect(undescribed).toEqual(operations.filter(({ aliasOf }) => aliasOf).map(({ id }) => id));
  });

  it('knows every error code, and leaves room for more', () => {
    const { ErrorDetail } = document.components.schemas;
    const { code } = ErrorDetail?.properties ?? {};
    expect(code).toMatchObject({ type: 'string', 'x-extensible-enum': Object.keys(errorCodes) });
    expect(code).not.toHaveProperty('enum');
    expect(code?.description).toContain('Values may be added');
    for (const known of Object.keys(errorCodes)) expect(code?.description).toContain(known);
  });

  it('gives every integer a format that holds it', () => {
    const integers = partsOf(document).filter(({ value }) => value.type === 'integer');
    const limits = { int32: 2 ** 31 - 1, int64: Number.MAX_SAFE_INTEGER };
    const wrong = integers.filter(({ value: { format, minimum, maximum } }) => {
      const limit = limits[format as keyof typeof limits];
      return !(Number(minimum) >= 0 && Number(maximum) <= limit);
    });
    expect(integers.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
    expect(integers.filter(({ value }) => value.format === 'int64').length).toBeGreaterThan(40);
    expect(partsOf(document).filter(({ value }) => value.type === 'number')).toEqual([]);
  });

  it('names everything that a generator makes a type of', () => {
    const unnamed = partsOf(document).filter(
      ({ at, value }) =>
        !/^components\.schemas\.\w+$/.test(at) &&
        !at.includes('.variables.') &&
        (value.properties !== undefined || value.enum !== undefined),
    );
    expect(unnamed.map(({ at }) => at)).toEqual([]);
  });

  it('has an example of every schema, parameter, body and answer', () => {
    const { schemas } = document.components;
    const without = partsOf(document).filter(
      ({ at, value }) =>
        (/^components\.schemas\.\w+$/.test(at) ||
          /\.parameters\.\d+$/.test(at) ||
          at.endsWith('.content.application/json')) &&
        value.example === undefined &&
        value.examples === undefined,
    );
    expect(without.map(({ at }) => at)).toEqual([]);
    for (const [name, schema] of Object.entries(answerSchemas)) {
      z.parse(schema, schemas[name]?.example);
    }
    for (const code of Object.keys(errorCodes)) {
      z.parse(answerSchemas.ErrorBody, exampleError(code as MarketErrorCode));
    }
    z.parse(orderRequestSchema, schemas.OrderRequest?.example);
    for (const { id, params, query } of operations) {
      const input = pick(parameterExamples, params);
      if (params) z.parse(params, input, { error: () => id });
      if (query) z.parse(query, pick(parameterExamples, query), { error: () => id });
    }
  });
});

interface Part {
  /** Where it stands in the document. */
  readonly at: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Every object of a document, other than its examples. */
function partsOf(value: unknown, at = ''): Part[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([name, part]) =>
    name === 'example' || name === 'examples' ? [] : partsOf(part, at ? `${at}.${name}` : name),
  );
  return Array.isArray(value) ? below : [{ at, value: value as Part['value'] }, ...below];
}

function pick(values: Readonly<Record<string, unknown>>, schema: z.ZodMiniType | undefined) {
  const names = schema instanceof z.ZodMiniObject ? Object.keys(schema.shape) : [];
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}
