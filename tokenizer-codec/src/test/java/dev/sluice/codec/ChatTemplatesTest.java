package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language itself, beyond what the golden templates use. Expected texts are jinja2's own. */
class ChatTemplatesTest {
  private static String render(String source) {
    return ChatTemplates.compile(source, Clock.systemUTC())
        .render(
            Map.of(
                "d", Map.of("k", "v"),
                "l", List.of(3, 1, 2),
                "users", List.of(Map.of("n", "b", "a", 2), Map.of("n", "a", "a", 1))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          {{ 7 // 2 }},{{ -7 // 2 }},{{ 7 % -3 }},{{ 7 / 2 }},{{ 2 ** 3 ** 2 }} => 3,-4,-2,3.5,64
          {{ 1e16 }},{{ 1.0 }},{{ 0.1 + 0.2 }},{{ 1e-5 }} => 1e+16,1.0,0.30000000000000004,1e-05
          {{ [1, 'a', None, True, (1,), {'x': "it's"}] }} => [1, 'a', None, True, (1,), {'x': "it's"}]
          {{ 'abcdef'[::-1] }},{{ 'abcdef'[-4:-1:2] }},{{ l[::-1] }} => fedcba,ce,[2, 1, 3]
          {{ 1 < 2 < 3 }},{{ 1 < 2 > 3 }},{{ 2 in l }},{{ 'k' not in d }} => True,False,True,False
          {{ l | sort | join('-') }},{{ l | max }},{{ l | sum }} => 1-2-3,3,6
          {{ users | map(attribute='n') | sort | list }} => ['a', 'b']
          {{ users | selectattr('a', 'gt', 1) | map(attribute='n') | first }} => b
          {{ 'a,b,c'.split(',', 1) }},{{ ' x '.strip() }},{{ 'x'.zfill(3) }} => ['a', 'b,c'],x,00x
          {{ 'a b  c'.rsplit(None, 1) }} => ['a b', 'c']
          {{ missing }}|{{ missing | default('x') }}|{{ '' | default('y', true) }} => |x|y
          {{ '%s-%03d' % ('a', 7) }},{{ '{}{x}'.format(1, x=2) }} => a-007,12
          {{ {'a': [1, {}], 'é': '<'} | tojson }} => {"a": [1, {}], "é": "<"}
          {{ 'x' if false }},{{ 'x' if false else 'y' }},{{ 1 ~ 'a' ~ none }} => ,y,1aNone
          {{ 42.55 | round(1) }},{{ '3.7' | int }},{{ 'x' | int(9) }},{{ 2.5 | round }} => 42.5,3,9,2.0
          {% for i in range(5) if i % 2 %}{{ loop.index }}{{ i }}{% if not loop.last %},{% endif %}{% endfor %} => 11,23
          {% for i in [] %}x{% else %}none{% endfor %} => none
          {% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %} => 02
          {% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() if caller }}{% endmacro %}{{ m(1) }}{% call m(3, b=4) %}c{% endcall %} => 1234c
          {% set ns = namespace(n=0) %}{% for i in l %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }} => 6
          {% set x = 1 %}{% for i in l %}{% set x = 9 %}{% endfor %}{{ x }} => 1
          {% set x %}a{{ 1 }}{% endset %}{{ x | upper }}{% raw %}{{ y }}{% endraw %} => A1{{ y }}
          {{ d.k }}{{ d['k'] }}{{ d.get('z', 0) }}{{ d.items() | list }} => vv0[('k', 'v')]
          {{ [1,2,3,4,5] | batch(2) | list }} => [[1, 2], [3, 4], [5]]
          {{ 3 is odd }}{{ d is mapping }}{{ 'x' is string }}{{ l is iterable }}{{ 1 is number }} => TrueTrueTrueTrueTrue
          {% set ns = namespace(x=none) %}{{ ns.x is none }}{{ ns.y is defined }}{% set ns.z = ns.x or 5 %}{{ ns.z }} => TrueFalse5
          {{ none | selectattr('x') | list }}{{ none | map('upper') | list }}{{ missing | reject | list }} => [][][]
          {{ '<b>' | safe + '<c>' }}|{{ '<c>' + '<b>' | safe }}|{{ ('<b>' | e) + '<' }}|{{ '<' | safe ~ '<' }} => <b>&lt;c&gt;|&lt;c&gt;<b>|&lt;b&gt;&lt;|<<
          {% set ns = namespace(found=false) %}{% for u in users if not ns.found %}{% set ns.found = true %}{{ u.n }}{% endfor %} => b
          {% for i in l if i > 9 %}{{ i }}{% else %}none{% endfor %}{{ users | sort(attribute='n,a') | map(attribute='n') | join }} => noneab
          {% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{% set j = joiner(';') %}{{ j() }}{{ j() }} => abab;
          {% for x in [none, 1] %}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}{{ '0x1f' | int(base=16) }} => 1;None;31
          {{ '½'.isnumeric() }}{{ '²'.isdigit() }}{{ '²'.isdecimal() }}{{ '１２'.isdecimal() }} => TrueTrueFalseTrue
          {{ 'a' 'b' }}{{ "\\u00e9\\x41" }}{{ -3 | abs }} => abéA3
          """)
  void render_language_givesWhatJinja2Gives(String source, String expected) {
    assertThat(render(source)).isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void render_reasoning_goesByTheNamesThatTemplatesRead() {
    String source =
        "{% for m in messages %}{{ m.reasoning_content }}/{{ m.thinking }};{% endfor %}";
    Object messages =
        List.of(
            Map.of("reasoning", "a"),
            Map.of("reasoning_content", "b"),
            Map.of("thinking", "c"),
            Map.of("content", "d"));
    String rendered = ChatTemplates.compile(source).render(Map.of("messages", messages));
    assertThat(rendered).isEqualTo("a/a;b/b;c/c;/;");
  }

  @Test
  void render_indent_leavesTheFirstLine() {
    assertThat(render("{{ 'a\\nb\\n\\nc' | indent(2) }}")).isEqualTo("a\n  b\n\n  c");
    assertThat(render("{{ 'a\\nb' | indent('>', first=true) }}")).isEqualTo(">a\n>b");
    assertThat(render("{{ {'a': [1, 2], 'b': {}} | tojson(indent=1) }}"))
        .isEqualTo("{\n \"a\": [\n  1,\n  2\n ],\n \"b\": {}\n}");
  }

  @Test
  void render_whiteSpaceControl_givesWhatJinja2Gives() {
    assertThat(render("a\n  {% if true %}\n  b\n  {%- endif %}\n{# c #}\n d {{- 'e' -}}  \n f\n"))
        .isEqualTo("a\n  b d" + "e" + "f");
    assertThat(render("  {%+ if true %}x{% endif +%}\ny")).isEqualTo("  x\ny");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          {{ missing.x }} => 'missing' is undefined
          {{ d.z.y }} => has no attribute 'z'
          {{ l.append(1) }} => access to attribute 'append' of 'list' object is unsafe.
          {{ 'a' + 1 }} => can only concatenate str (not "int") to str
          {{ none | length }} => object of type 'NoneType' has no len()
          {{ 1 < 'a' }} => '<' not supported between instances of 'int' and 'str'
          {{ 1 // 0 }} => by zero
          {{ missing() }} => 'missing' is undefined
          {{ none[0].x }} => None has no element 0
          {{ l[9].x }} => list object has no element 9
          {{ 1 | nothing }} => No filter named 'nothing'.
          {% for a, b in [[1]] %}{% endfor %} => not enough values to unpack (expected 2, got 1)
          """)
  void render_wrongUse_saysWhatPythonSays(String source, String message) {
    assertThatThrownBy(() -> render(source))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% if %}",
        "{% if x %}",
        "{{ 1 +",
        "{{ 'a }}",
        "{% nothing %}",
        "{{ (1 }}",
        "{# x",
        "{% raw %}",
        "{{ a b }}",
        "{% set 1 = 2 %}",
        "{{ a[ }}",
        "{% endif %}",
        "{{ 99999999999999999999 }}"
      })
  void compile_brokenTemplate_throwsTemplateException(String source) {
    TemplateException e =
        catchThrowableOfType(TemplateException.class, () -> ChatTemplates.compile(source));
    assertThat(e).isNotNull().hasMessageContaining("not valid");
    assertThat(e.isRefused()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 9999999999 }}",
        "{{ 'x'.center(9999999999) }}",
        "{{ 'x' | indent(9999999999) }}",
        "{{ range(999999999) }}",
        "{{ [1] * 9999999999 }}",
        "{% for i in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
        "{{ '%9999d' % 1 }}{{ 9 ** 99999999999 }}",
        "{{ 'aaaaaaaa'.replace('', 'x' * 60000000) }}"
      })
  void render_runawayTemplate_stopsSoon(String source) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThatThrownBy(() -> render(source)).isInstanceOf(TemplateException.class));
  }

  @Test
  void compile_deepNesting_throwsTemplateException() {
    String deep = "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}";
    assertThatThrownBy(() -> ChatTemplates.compile(deep)).isInstanceOf(TemplateException.class);
    String chain = "{{ 1" + " + 1".repeat(100_000) + " }}";
    assertThatThrownBy(() -> render(chain)).isInstanceOf(TemplateException.class);
  }

  @Test
  void render_raiseException_isRefusedWithTheTemplatesWords() {
    TemplateException e =
        catchThrowableOfType(
            TemplateException.class, () -> render("{{ raise_exception('No system role') }}"));
    assertThat(e).hasMessage("No system role");
    assertThat(e.isRefused()).isTrue();
  }
}
