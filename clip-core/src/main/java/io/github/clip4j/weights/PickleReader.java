package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.errors.UnsafeModelException;
import io.github.clip4j.weights.PickleValue.Bool;
import io.github.clip4j.weights.PickleValue.Global;
import io.github.clip4j.weights.PickleValue.Instance;
import io.github.clip4j.weights.PickleValue.Int;
import io.github.clip4j.weights.PickleValue.Items;
import io.github.clip4j.weights.PickleValue.Mapping;
import io.github.clip4j.weights.PickleValue.Mark;
import io.github.clip4j.weights.PickleValue.None;
import io.github.clip4j.weights.PickleValue.Real;
import io.github.clip4j.weights.PickleValue.Text;
import io.github.clip4j.weights.PickleValue.Tuple;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a pickle of torch as data. It knows the opcodes that {@code torch.save} and TorchScript
 * write (protocol 2) and refuses all others; names are looked up in an allow-list ({@link
 * PickleGlobals}) and never in a class loader. Opcodes, stack, memo, strings and nesting are
 * bounded.
 *
 * <p>Opcodes: Python's {@code pickletools.py}. Which of them appear: torch's {@code
 * _weights_only_unpickler.py}.
 */
final class PickleReader {
  private static final int MAX_OPCODES = 10_000_000;
  private static final int MAX_STACK = 100_000;
  private static final int MAX_VALUES = 500_000;
  private static final int MAX_TEXT = 1 << 20;
  private static final int MAX_NAME = 512;

  private static final Mark MARK = new Mark();
  private static final None NONE = new None();
  private static final Bool TRUE = new Bool(true);
  private static final Bool FALSE = new Bool(false);
  private static final Tuple EMPTY = new Tuple(List.of());

  private final ByteBuffer in;
  private final String record;
  private final PickleGlobals globals;
  private final ArrayList<PickleValue> stack = new ArrayList<>();
  private final Map<Long, PickleValue> memo = new HashMap<>();
  private int opcodes;
  private int values;
  private int keyParts;
  private int at;

  private PickleReader(byte[] pickle, String record, boolean torchScript) {
    this.in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    this.record = record;
    this.globals = new PickleGlobals(torchScript, this);
  }

  /**
   * Reads one pickle.
   *
   * @param pickle its bytes
   * @param record names it in errors
   * @param torchScript whether classes of TorchScript modules may be named
   * @throws ModelFormatException with a {@code PK_*} code
   */
  static PickleValue read(byte[] pickle, String record, boolean torchScript)
      throws ModelFormatException {
    PickleReader reader = new PickleReader(pickle, record, torchScript);
    PickleValue value = reader.run();
    PickleGraph.check(value, reader);
    return value;
  }

  private PickleValue run() throws ModelFormatException {
    while (in.hasRemaining()) {
      at = in.position();
      int op = in.get() & 0xFF;
      if (++opcodes > MAX_OPCODES) {
        throw limit("more than " + MAX_OPCODES + " opcodes");
      }
      if (op == '.') {
        PickleValue result = pop();
        if (!stack.isEmpty()) {
          throw corrupt("the stack is not empty at the end");
        }
        if (in.hasRemaining()) {
          throw corrupt(in.remaining() + " bytes follow the end");
        }
        return result;
      }
      step(op);
      if (stack.size() > MAX_STACK) {
        throw limit("a stack of more than " + MAX_STACK);
      }
    }
    throw corrupt("it ends without STOP: truncated?");
  }

  private void step(int op) throws ModelFormatException {
    switch (op) {
      case 0x80 -> protocol();
      case '(' -> stack.add(MARK);
      case 'N' -> stack.add(NONE);
      case 0x88 -> stack.add(TRUE);
      case 0x89 -> stack.add(FALSE);
      case ')' -> stack.add(EMPTY);
      case ']' -> push(new Items());
      case '}' -> push(new Mapping());
      case 'K' -> push(new Int(u8()));
      case 'M' -> push(new Int(take(2).getShort() & 0xFFFF));
      case 'J' -> push(new Int(take(4).getInt()));
      case 0x8A -> push(longInteger());
      case 'G' -> push(new Real(take(8).order(ByteOrder.BIG_ENDIAN).getDouble()));
      case 'X' -> push(new Text(text(take(4).getInt() & 0xFFFFFFFFL)));
      case 'U' -> push(new Text(text(u8())));
      case 'c' -> push(globals.find(line(), line()));
      case 't' -> push(new Tuple(List.copyOf(popToMark())));
      case 0x85 -> push(tuple(1));
      case 0x86 -> push(tuple(2));
      case 0x87 -> push(tuple(3));
      case 'q' -> put(u8());
      case 'r' -> put(take(4).getInt() & 0xFFFFFFFFL);
      case 'h' -> get(u8());
      case 'j' -> get(take(4).getInt() & 0xFFFFFFFFL);
      case 'a' -> {
        PickleValue item = pop();
        target(Items.class, "APPEND").items.add(item);
      }
      case 'e' -> {
        List<PickleValue> items = popToMark();
        target(Items.class, "APPENDS").items.addAll(items);
      }
      case 's' -> {
        PickleValue value = pop();
        PickleValue key = pop();
        setItem(target(Mapping.class, "SETITEM"), key, value);
      }
      case 'u' -> {
        List<PickleValue> pairs = popToMark();
        Mapping mapping = target(Mapping.class, "SETITEMS");
        if (pairs.size() % 2 != 0) {
          throw corrupt("SETITEMS has a key without a value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
          setItem(mapping, pairs.get(i), pairs.get(i + 1));
        }
      }
      case 'Q' -> push(globals.storage(pop()));
      case 'R' -> {
        PickleValue arguments = pop();
        push(globals.reduce(pop(), arguments));
      }
      case 0x81 -> {
        PickleValue arguments = pop();
        push(globals.instance(pop(), arguments));
      }
      case 'b' -> build(pop());
      default ->
          throw new UnsafeModelException(
              "PK_OPCODE",
              record
                  + String.format(Locale.ROOT, ": opcode 0x%02x at offset %d is refused", op, at)
                  + "; save the checkpoint again with torch.save, or convert it to safetensors");
    }
  }

  private void protocol() throws ModelFormatException {
    int version = u8();
    if (at != 0) {
      throw corrupt("a second PROTO");
    }
    if (version != 2) {
      throw new UnsafeModelException(
          "PK_OPCODE",
          record
              + ": pickle protocol "
              + version
              + " is refused, torch writes 2; save the checkpoint again with torch.save, or convert"
              + " it to safetensors");
    }
  }

  private void push(PickleValue value) throws ModelFormatException {
    count(1);
    stack.add(value);
  }

  /** Counts values that are made; a copy of a long list by one short opcode makes many. */
  void count(int made) throws ModelFormatException {
    values += made;
    if (values > MAX_VALUES) {
      throw limit("more than " + MAX_VALUES + " values");
    }
  }

  private PickleValue pop() throws ModelFormatException {
    if (stack.isEmpty() || stack.get(stack.size() - 1) instanceof Mark) {
      throw corrupt("a value is taken from an empty stack");
    }
    return stack.remove(stack.size() - 1);
  }

  private List<PickleValue> popToMark() throws ModelFormatException {
    for (int i = stack.size() - 1; i >= 0; i--) {
      if (stack.get(i) instanceof Mark) {
        List<PickleValue> tail = stack.subList(i + 1, stack.size());
        List<PickleValue> items = new ArrayList<>(tail);
        stack.subList(i, stack.size()).clear();
        return items;
      }
    }
    throw corrupt("there is no MARK");
  }

  private Tuple tuple(int n) throws ModelFormatException {
    PickleValue[] items = new PickleValue[n];
    for (int i = n - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return new Tuple(List.of(items));
  }

  private <T extends PickleValue> T target(Class<T> type, String opcode)
      throws ModelFormatException {
    PickleValue top = stack.isEmpty() ? MARK : stack.get(stack.size() - 1);
    if (!type.isInstance(top)) {
      throw corrupt(opcode + " on " + kind(top));
    }
    return type.cast(top);
  }

  private void setItem(Mapping mapping, PickleValue key, PickleValue value)
      throws ModelFormatException {
    if (!isHashable(key, 0)) {
      throw corrupt("a key is " + kind(key));
    }
    mapping.keys.add(key);
    mapping.values.add(value);
  }

  /**
   * What Python takes as a key: numbers, text, nothing, and short tuples of these. Tuples may share
   * their parts, so the parts looked at are counted over the whole pickle.
   */
  private boolean isHashable(PickleValue key, int depth) throws ModelFormatException {
    if (++keyParts > MAX_OPCODES) {
      throw limit("keys of more than " + MAX_OPCODES + " parts");
    }
    if (key instanceof Tuple tuple) {
      if (depth >= 4 || tuple.items().size() > 16) {
        return false;
      }
      for (PickleValue item : tuple.items()) {
        if (!isHashable(item, depth + 1)) {
          return false;
        }
      }
      return true;
    }
    return key instanceof Text
        || key instanceof Int
        || key instanceof Bool
        || key instanceof Real
        || key instanceof None;
  }

  /**
   * The state of a module or of options is kept; that of a dict is its attributes, not its items.
   */
  private void build(PickleValue state) throws ModelFormatException {
    PickleValue top = stack.isEmpty() ? MARK : stack.get(stack.size() - 1);
    if (top instanceof Instance instance && instance.state == null) {
      if (state instanceof Mapping mapping) {
        instance.state = mapping;
        return;
      }
    } else if (top instanceof Mapping && state instanceof Mapping) {
      return;
    }
    throw corrupt("BUILD of " + kind(top) + " with " + kind(state));
  }

  private void put(long id) throws ModelFormatException {
    if (id > opcodes) {
      throw limit("memo id " + id + " after " + opcodes + " opcodes");
    }
    PickleValue top = stack.isEmpty() ? MARK : stack.get(stack.size() - 1);
    if (top instanceof Mark) {
      throw corrupt("nothing to memoize");
    }
    memo.put(id, top);
  }

  private void get(long id) throws ModelFormatException {
    PickleValue value = memo.get(id);
    if (value == null) {
      throw fault("PK_MEMO", "memo id " + id + " was never set");
    }
    stack.add(value);
  }

  private Int longInteger() throws ModelFormatException {
    int length = u8();
    ByteBuffer bytes = take(length);
    byte[] bigEndian = new byte[length];
    for (int i = length - 1; i >= 0; i--) {
      bigEndian[i] = bytes.get();
    }
    BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
    if (value.bitLength() > 63) {
      throw limit("an integer of " + value.bitLength() + " bits");
    }
    return new Int(value.longValue());
  }

  private int u8() throws ModelFormatException {
    return take(1).get() & 0xFF;
  }

  private ByteBuffer take(long length) throws ModelFormatException {
    if (length > in.remaining()) {
      throw corrupt(length + " bytes are announced, " + in.remaining() + " remain");
    }
    ByteBuffer slice = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return slice;
  }

  private String text(long length) throws ModelFormatException {
    ByteBuffer bytes = take(length);
    if (length > MAX_TEXT) {
      throw limit("a string of " + length + " bytes, at most " + MAX_TEXT);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw corrupt("a string is not UTF-8");
    }
  }

  private String line() throws ModelFormatException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int b = u8();
      if (b == '\n') {
        return line.toString();
      }
      if (b < 0x20 || b > 0x7E || line.length() >= MAX_NAME) {
        throw corrupt("a name holds other than printable ASCII or is too long");
      }
      line.append((char) b);
    }
  }

  static String kind(PickleValue value) {
    return value instanceof Global g
        ? "the name " + g.name()
        : value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  ModelFormatException corrupt(String text) {
    return fault("PK_CORRUPT", text);
  }

  ModelFormatException limit(String text) {
    return fault("PK_LIMIT", text);
  }

  /** An error at the opcode being read. */
  ModelFormatException fault(String code, String text) {
    return new ModelFormatException(code, record + ": " + text + " (opcode at offset " + at + ")");
  }

  /** A refusal of a name at the opcode being read. */
  UnsafeModelException refused(String name) {
    return new UnsafeModelException(
        "PK_GLOBAL",
        record
            + ": refused global '"
            + name
            + "' at offset "
            + at
            + "; nothing was run. If you trust the file, load it in Python and save its tensors as"
            + " safetensors");
  }
}
