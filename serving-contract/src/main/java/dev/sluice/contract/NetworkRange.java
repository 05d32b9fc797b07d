package dev.sluice.contract;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * Addresses that share their first bits, written {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one
 * address alone.
 */
public final class NetworkRange {
  private final byte[] address;
  private final int bits;

  private NetworkRange(byte[] address, int bits) {
    this.address = address;
    this.bits = bits;
  }

  /**
   * Reads a range; names are not resolved.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static NetworkRange parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    if (literal.indexOf(':') < 0 && literal.chars().filter(c -> c == '.').count() != 3) {
      throw new IllegalArgumentException("'%s' is no address of four numbers".formatted(literal));
    }
    byte[] address = InetAddress.ofLiteral(literal).getAddress();
    int all = address.length * 8;
    int bits = slash < 0 ? all : Integer.parseInt(text, slash + 1, text.length(), 10);
    if (bits < 0 || bits > all) {
      throw new IllegalArgumentException(
          "'%s' has a prefix of %d bits and may have %d".formatted(text, bits, all));
    }
    return new NetworkRange(address, bits);
  }

  public boolean contains(InetAddress other) {
    byte[] given = other.getAddress();
    if (given.length != address.length) {
      return false;
    }
    int whole = bits / 8;
    int rest = bits % 8;
    if (!Arrays.equals(address, 0, whole, given, 0, whole)) {
      return false;
    }
    int mask = rest == 0 ? 0 : 0xff << (8 - rest);
    return rest == 0 || (address[whole] & mask) == (given[whole] & mask);
  }
}
