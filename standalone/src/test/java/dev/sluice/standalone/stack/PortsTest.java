package dev.sluice.standalone.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

  @Test
  void from_gatewayPort_othersFollow() {
    assertThat(Ports.from(9000)).isEqualTo(new Ports(9000, 9001, 9002, 9003));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65533, 70000})
  void from_outOfRange_namesTheValue(int port) {
    assertThatThrownBy(() -> Ports.from(port))
        .isInstanceOf(StackException.class)
        .hasMessageContaining(Integer.toString(port));
  }

  @Test
  void requireFree_oneIsTaken_namesServiceAndPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Ports ports = new Ports(free(), free(), port, free());
      assertThatThrownBy(() -> ports.requireFree("127.0.0.1"))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("Port " + port + " for the tokenizer");
    }
  }

  @Test
  void requireFree_allFree_passes() throws Exception {
    Ports ports = new Ports(free(), free(), free(), free());
    assertThatCode(() -> ports.requireFree("127.0.0.1")).doesNotThrowAnyException();
  }

  @Test
  void requireFree_addressOfAnotherMachine_saysSo() {
    assertThatThrownBy(() -> new Ports(free(), free(), free(), free()).requireFree("203.0.113.7"))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("203.0.113.7");
  }

  private static int free() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
