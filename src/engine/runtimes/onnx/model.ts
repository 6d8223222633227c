/**
 * Writes an ONNX model: nodes, initialisers, inputs and outputs, serialised as ModelProto. Only the messages and fields that
 * we use are declared; numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
 */
import protobuf from 'protobufjs';
import { floatsToHalfs } from './float16.js';

const schema = protobuf
  .parse(
    `
  syntax = "proto3";
  message ModelProto { int64 ir_version = 1; string producer_name = 2; GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8; }
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message NodeProto { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated AttributeProto attribute = 5; }
  message AttributeProto { string name = 1; int64 i = 3; bytes s = 4; repeated int64 ints = 8; int32 type = 20; }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message TypeProto { Tensor tensor_type = 1; message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; } }
  message TensorShapeProto { repeated Dimension dim = 1; message Dimension { int64 dim_value = 1; } }
`,
    { keepCase: true },
  )
  .root.lookupType('ModelProto');

/** Opset 17 has every operator we need and is known to all runtimes of the last years; IR 8 belongs to it. */
const OPSET_VERSION = 17;
const IR_VERSION = 8;

const FLOAT = 1;
const INT64 = 7;
const FLOAT16 = 10;
const ATTRIBUTE = { int: 2, string: 3, ints: 7 } as const;

/** A tensor in the graph: its name and its static shape. */
export interface Value {
  name: string;
  shape: readonly number[];
  /** Its numbers are float16. */
  isHalf?: boolean;
}

type AttributeValue = number | string | readonly number[];

/** Operators whose results are true or false. */
const COMPARISONS: readonly string[] = ['Equal', 'Greater'];

/**
 * Collects a graph node by node. Every tensor is float32 but for the integer constants that some operators take, and for what
 * `half` has made float16 and what operators make of that. Inputs and outputs are float32 always.
 */
export class ModelBuilder {
  private readonly nodes: object[] = [];
  private readonly initialisers: object[] = [];
  private readonly inputs: object[] = [];
  private readonly outputs: object[] = [];
  private readonly constants = new Map<string, Value>();
  private count = 0;

  /** A tensor that is fed at each run. */
  input(name: string, shape: readonly number[]): Value {
    this.inputs.push(valueInfo(name, shape));
    return { name, shape };
  }

  /** Declares `value` as a result of the run, under `name`. */
  output(name: string, value: Value): void {
    this.nodes.push({ input: [this.full(value).name], output: [name], name, op_type: 'Identity' });
    this.outputs.push(valueInfo(name, value.shape));
  }

  /** A float constant stored in the model. */
  constant(data: Float32Array | readonly number[], shape: readonly number[]): Value {
    const name = this.unique('constant');
    this.initialisers.push(floats(name, Float32Array.from(data), shape));
    return { name, shape };
  }

  /** A float16 constant stored in the model. */
  halfConstant(data: Float32Array, shape: readonly number[]): Value {
    const name = this.unique('constant');
    const raw = bytesOf(floatsToHalfs(data));
    this.initialisers.push({ dims: shape, data_type: FLOAT16, name, raw_data: raw });
    return { name, shape, isHalf: true };
  }

  scalar(value: number): Value {
    return this.shared(`float ${value}`, () => this.constant([value], []));
  }

  /** A scalar of the same precision as `like`. */
  scalarLike(like: Value, value: number): Value {
    if (!like.isHalf) return this.scalar(value);
    return this.shared(`half ${value}`, () => this.halfConstant(Float32Array.of(value), []));
  }

  /** The same numbers as float16. */
  half(value: Value): Value {
    return value.isHalf ? value : this.cast(value, FLOAT16);
  }

  /** The same numbers as float32. */
  full(value: Value): Value {
    return value.isHalf ? this.cast(value, FLOAT) : value;
  }

  /** Whole numbers, as some operators give them, as float32. */
  float(integers: Value): Value {
    return this.node('Cast', [integers], integers.shape, { to: FLOAT });
  }

  /** An int64 vector, as Pad, Slice and Reshape take them. */
  integers(values: readonly number[]): Value {
    return this.shared(`int ${values}`, () => {
      const name = this.unique('integers');
      const raw = bytesOf(BigInt64Array.from(values, BigInt));
      this.initialisers.push({ dims: [values.length], data_type: INT64, name, raw_data: raw });
      return { name, shape: [values.length] };
    });
  }

  /** Adds a node with one result of the given shape. An input of '' leaves out an optional one. */
  node(
    operator: string,
    inputs: readonly (Value | '')[],
    shape: readonly number[],
    attributes: Record<string, AttributeValue> = {},
  ): Value {
    const name = this.unique(operator);
    this.nodes.push({
      input: inputs.map((input) => (input === '' ? '' : input.name)),
      output: [name],
      name,
      op_type: operator,
      attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    });
    const isHalf = !COMPARISONS.includes(operator) && inputs.some((input) => input !== '' && input.isHalf);
    return isHalf ? { name, shape, isHalf } : { name, shape };
  }

  serialise(): Uint8Array {
    return schema
      .encode({
        ir_version: IR_VERSION,
        producer_name: 'atelier',
        opset_import: [{ domain: '', version: OPSET_VERSION }],
        graph: {
          name: 'atelier',
          node: this.nodes,
          initializer: this.initialisers,
          input: this.inputs,
          output: this.outputs,
        },
      })
      .finish();
  }

  /** Made once for each value. */
  private cast(value: Value, type: typeof FLOAT | typeof FLOAT16): Value {
    return this.shared(`cast ${value.name}`, () => {
      const { name, shape } = this.node('Cast', [value], value.shape, { to: type });
      return type === FLOAT16 ? { name, shape, isHalf: true } : { name, shape };
    });
  }

  private unique(prefix: string): string {
    this.count += 1;
    return `${prefix}_${this.count}`;
  }

  private shared(key: string, make: () => Value): Value {
    const known = this.constants.get(key) ?? make();
    this.constants.set(key, known);
    return known;
  }
}

/**
 * A serialised model with values for some of its inputs, which then need not be fed any more ("default value", IR version 4).
 * Appended, since messages that follow one another are merged (https://protobuf.dev/programming-guides/encoding/#last-one-wins).
 */
export function withInitialisers(
  model: Uint8Array,
  values: Record<string, { data: Float32Array; shape: readonly number[] }>,
): Uint8Array {
  const initializer = Object.entries(values).map(([name, { data, shape }]) => floats(name, data, shape));
  return Buffer.concat([model, schema.encode({ graph: { initializer } }).finish()]);
}

function floats(name: string, data: Float32Array, dims: readonly number[]): object {
  return { dims, data_type: FLOAT, name, raw_data: bytesOf(data) };
}

function valueInfo(name: string, shape: readonly number[]): object {
  const dim = shape.map((size) => ({ dim_value: size }));
  return { name, type: { tensor_type: { elem_type: FLOAT, shape: { dim } } } };
}

function attribute(name: string, value: AttributeValue): object {
  if (typeof value === 'string') return { name, s: Buffer.from(value), type: ATTRIBUTE.string };
  if (typeof value !== 'number') return { name, ints: value, type: ATTRIBUTE.ints };
  return { name, i: value, type: ATTRIBUTE.int };
}

function bytesOf(array: Float32Array | Uint16Array | BigInt64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
