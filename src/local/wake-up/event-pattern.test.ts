import { describe, expect, it } from 'vitest';
import {
  type EventPattern,
  partitionKeyPath,
  pipeFilterPattern,
} from '../../deployment/change-stream.js';
import { matchesEventPattern } from './event-pattern.js';

const event = {
  eventName: 'INSERT',
  awsRegion: 'eu-west-1',
  size: 7,
  urgent: false,
  owner: null,
  tags: ['red', 'green'],
  dynamodb: { Keys: { material: { S: 'wheat' } }, NewImage: { pricePerUnit: { N: '10' } } },
};

describe('matchesEventPattern', () => {
  it.each<[boolean, EventPattern]>([
    [true, {}],
    [true, { eventName: ['INSERT'] }],
    [true, { eventName: ['MODIFY', 'INSERT'] }],
    [false, { eventName: ['insert'] }],
    [false, { eventName: [] }],
    [true, { eventName: ['INSERT'], awsRegion: ['eu-west-1'] }],
    [false, { eventName: ['INSERT'], awsRegion: ['us-east-1'] }],
    [true, { size: [7] }],
    [false, { size: ['7'] }],
    [true, { urgent: [false] }],
    [true, { owner: [null] }],
    [false, { missing: [null] }],
    [true, { tags: ['green'] }],
    [false, { tags: ['blue'] }],
    [true, { dynamodb: { Keys: { material: { S: ['wheat', 'copper'] } } } }],
    [false, { dynamodb: { Keys: { material: { S: ['copper'] } } } }],
    [false, { dynamodb: ['wheat'] }],
    [false, { eventName: { deeper: ['INSERT'] } }],
    [true, { awsRegion: [{ prefix: 'eu-' }] }],
    [false, { awsRegion: [{ prefix: 'us-' }] }],
    [false, { size: [{ prefix: '7' }] }],
    [true, { awsRegion: ['us-east-1', { prefix: 'eu-' }] }],
    [true, { size: [{ exists: true }] }],
    [true, { missing: [{ exists: false }] }],
    [false, { size: [{ exists: false }] }],
    [true, { dynamodb: { OldImage: { type: [{ exists: false }] } } }],
    [false, { dynamodb: { OldImage: { type: [{ exists: true }] } } }],
    [true, { eventName: [{ 'anything-but': 'REMOVE' }] }],
    [false, { eventName: [{ 'anything-but': ['REMOVE', 'INSERT'] }] }],
    [false, { missing: [{ 'anything-but': 'REMOVE' }] }],
    [false, { awsRegion: [{ 'anything-but': { prefix: 'eu-' } }] }],
    [true, { size: [{ numeric: ['=', 7] }] }],
    [true, { size: [{ numeric: ['>', 0, '<=', 7] }] }],
    [false, { size: [{ numeric: ['>=', 0, '<', 7] }] }],
    [false, { eventName: [{ numeric: ['>', 0] }] }],
  ])('answers %s to %j', (expected, pattern) => {
    expect(matchesEventPattern(pattern, event)).toBe(expected);
  });

  it('refuses operators that it does not know', () => {
    const wildcard = { eventName: [{ wildcard: 'IN*' }] } as unknown as EventPattern;
    expect(() => matchesEventPattern(wildcard, event)).toThrow(/wildcard.*not an event pattern/);
    expect(() => matchesEventPattern({ size: [{ numeric: ['!', 1] }] }, event)).toThrow(/numeric/);
    expect(() => matchesEventPattern({ size: [{ numeric: ['='] }] }, event)).toThrow(/numeric/);
  });
});

describe('the pipe', () => {
  it('lets only arriving orders through', () => {
    const passing = ['INSERT', 'MODIFY', 'REMOVE'].filter((eventName) =>
      matchesEventPattern(pipeFilterPattern, { ...event, eventName }),
    );
    expect(passing).toEqual(['INSERT']);
  });

  it('takes the material as partition key', () => {
    expect(partitionKeyPath).toBe('$.dynamodb.Keys.material.S');
  });
});
