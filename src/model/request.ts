import * as z from 'zod/mini';
import {
  anonymousAccount,
  isListed,
  maxAccountLength,
  maxClientOrderIdLength,
  maxCollectionIdLength,
  maxMaterialLength,
  maxPricePerUnit,
  maxQuantity,
} from './limits.js';
import { parseRequest, strictFields } from './validation.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const noControlCharacters = /^[^\u0000-\u001f\u007f]*$/;

export const text = (maxLength: number) =>
  z
    .string('must be text')
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(maxLength, `must have at most ${maxLength} characters`),
      z.regex(noControlCharacters, 'must not contain control characters'),
      z.regex(/^\P{Cs}*$/u, 'must be well-formed Unicode'),
    );

/** Name of a material. */
export const materialSchema = z
  .string('must be text')
  .check(
    z.maxLength(maxMaterialLength, `must have at most ${maxMaterialLength} characters`),
    z.regex(
      /^[A-Za-z0-9][A-Za-z0-9\-_.:]*$/,
      'must start with a letter or digit and hold only letters, digits, "-", "_", "." and ":"',
    ),
    z.describe('Name of a material.'),
  );

export const accountSchema = text(maxAccountLength).check(
  // As segments of a path, URLs take these away, encoded or not.
  z.regex(/^(?!\.{1,2}$)/, 'must not be "." or ".."'),
  z.describe(
    `Whose order it is: 1 to ${maxAccountLength} characters, not "." or "..", no control characters.`,
  ),
);

/** An account that lists are kept of. */
export const listedAccountSchema = accountSchema.check(
  z.refine(
    isListed,
    `must not be "${anonymousAccount}": orders without an account are on no list; get them by order id, or post them with an account`,
  ),
);

const clientOrderIdSchema = text(maxClientOrderIdLength).check(
  z.describe('Idempotency key, unique per account.'),
);

export const collectionIdSchema = text(maxCollectionIdLength).check(
  z.describe('Idempotency key of a collection, unique per account.'),
);

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, `must be ${values.map((value) => `"${value}"`).join(' or ')}`);

export const orderTypeSchema = oneOf(['Buy', 'Sell']);
export const timeInForceSchema = oneOf(['GTC', 'IOC', 'FOK']);

const wholeNumber = (max: number) =>
  z
    .int('must be a whole number')
    .check(z.gte(1, 'must be at least 1'), z.lte(max, `must be at most ${max}`));

export const quantitySchema = wholeNumber(maxQuantity).check(z.describe('Units.'));
export const pricePerUnitSchema = wholeNumber(maxPricePerUnit).check(
  z.describe("Limit price, in the game's smallest coin."),
);

/** The fields of an order besides its type, with this or that rule for its account. */
export const orderFields = <Account extends z.ZodMiniType<string, string | undefined>>(
  account: Account,
) => ({
  /** 1 to 64 characters: letters, digits, `-`, `_`, `.`, `:`; a letter or digit first. */
  material: materialSchema,
  /** Units, 1 to 1,000,000,000. */
  quantity: quantitySchema,
  /** Limit price in the game's smallest coin, 1 to 999,999,999,999. */
  pricePerUnit: pricePerUnitSchema,
  /** Whose order it is, 1 to 128 characters. */
  account,
  /** Idempotency key, unique per account, 1 to 128 characters. */
  clientOrderId: z.optional(clientOrderIdSchema),
  /**
   * How long it stays open.
   * @default 'GTC'
   */
  timeInForce: z._default(timeInForceSchema, 'GTC'),
  /** Expiry, ISO 8601 with a time zone. */
  expiresAt: z.optional(
    z
      .pipe(
        z.iso.datetime({
          offset: true,
          error: 'must be an ISO 8601 date and time with a time zone',
        }),
        z.transform((value) => new Date(value).toISOString()),
      )
      .check(z.describe('Expiry.')),
  ),
});

export function limitValueIsSafe<Value extends { quantity: number; pricePerUnit: number }>() {
  return z.check<Value>((context) => {
    const { quantity, pricePerUnit } = context.value;
    const isEachValid =
      z.safeParse(quantitySchema, quantity).success &&
      z.safeParse(pricePerUnitSchema, pricePerUnit).success;
    if (isEachValid && !Number.isSafeInteger(quantity * pricePerUnit)) {
      for (const path of ['quantity', 'pricePerUnit']) {
        context.issues.push({
          code: 'custom',
          input: context.value,
          path: [path],
          message: 'quantity × pricePerUnit must be at most 2^53 − 1',
        });
      }
    }
  });
}

/** Body of `POST /`: an order as it is posted. */
export const orderRequestSchema = strictFields(
  {
    /** `Buy` or `Sell`. */
    type: orderTypeSchema,
    ...orderFields(z._default(accountSchema, anonymousAccount)),
  },
  'must be a JSON object',
).check(limitValueIsSafe());

/** Body of an amendment. */
export const amendmentSchema = strictFields(
  {
    quantity: quantitySchema.check(
      z.describe(
        'The new quantity, less than before; what has been traded counts. Where as much has been traded, the order is cancelled.',
      ),
    ),
  },
  'must be a JSON object',
);

/** Body of a collection. */
export const collectionRequestSchema = strictFields(
  { collectionId: collectionIdSchema },
  'must be a JSON object',
);

/**
 * An order as a client may post it.
 * @useDeclaredType
 */
export type OrderRequest = z.input<typeof orderRequestSchema>;

/**
 * A valid order with its defaults filled in.
 * @useDeclaredType
 */
export type ValidOrderRequest = Readonly<z.output<typeof orderRequestSchema>>;

/**
 * Checks an order as the market would, without posting it, and fills in the defaults.
 *
 * @throws MarketError `VALIDATION_FAILED` naming every invalid field.
 * @example
 * ```ts
 * const { quantity } = parseOrderRequest(JSON.parse(line));
 * ```
 */
export function parseOrderRequest(value: unknown): ValidOrderRequest {
  return parseRequest(orderRequestSchema, value, 'order');
}
