"""The library's side of bench/tokenizers.sh: cuts texts, times them, prints the table."""

import json
import statistics
import sys
import time

CHARACTERS = 1024
TEXTS = 600


def cut(target, sources):
    """Texts of 1,024 characters; the first third of each source is for warming up."""
    with open(target, "w", encoding="utf-8") as out:
        for source in sources:
            whole = open(source, encoding="utf-8", newline="").read()
            texts = [whole[i : i + CHARACTERS] for i in range(0, len(whole) - CHARACTERS, CHARACTERS)]
            texts = texts[:: max(1, len(texts) // TEXTS)]
            kind = source.rsplit("/", 1)[-1]
            for i, text in enumerate(texts):
                warm = i % 3 == 0
                out.write(json.dumps({"kind": kind, "warm": warm, "text": text}) + "\n")


def measure(encode, texts):
    times = []
    for text in texts:
        start = time.perf_counter_ns()
        encode(text)
        times.append(time.perf_counter_ns() - start)
    return sum(times) / len(times) / 1000


def time_library(model, texts_file):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(model)
    lines = [json.loads(line) for line in open(texts_file, encoding="utf-8")]
    ways = {
        "encode": lambda text: tokenizer.encode(text, add_special_tokens=False).ids,
        "encode_batch_fast": lambda text: tokenizer.encode_batch_fast([text], add_special_tokens=False)[0].ids,
    }
    for kind in dict.fromkeys(line["kind"] for line in lines):
        fresh = [line["text"] for line in lines if line["kind"] == kind and not line["warm"]]
        warm = [line["text"] for line in lines if line["kind"] == kind and line["warm"]]
        half = len(fresh) // 2
        for part, (way, encode) in zip((fresh[:half], fresh[half:]), ways.items()):
            measure(encode, warm)
            print(json.dumps([model, kind, "fresh", "library", way, measure(encode, part)]))
            print(json.dumps([model, kind, "again", "library", way, measure(encode, part)]))


def report(results):
    sums = {}
    for line in open(results, encoding="utf-8"):
        model, kind, pass_, side, way, micros = json.loads(line)
        name = model.rsplit("/", 1)[-1].replace(".tokenizer.json", "").replace(".json", "")
        sums.setdefault((name, kind, pass_), {}).setdefault(side + " " + way, []).append(micros)
    print(f"{'tokenizer':<14} {'texts':<8} {'pass':<6} {'encode':>9} {'fast':>9} {'sluice':>9} {'ratio':>6}   (us a text, median of 3)")
    for (name, kind, pass_), ways in sums.items():
        m = {way: statistics.median(values) for way, values in ways.items()}
        best = min(m["library encode"], m["library encode_batch_fast"])
        print(
            f"{name:<14} {kind:<8} {pass_:<6} {m['library encode']:9.1f} {m['library encode_batch_fast']:9.1f}"
            f" {m['sluice encode']:9.1f} {best / m['sluice encode']:6.2f}"
        )


if __name__ == "__main__":
    if sys.argv[1] == "cut":
        cut(sys.argv[2], sys.argv[3:])
    elif sys.argv[1] == "time":
        time_library(sys.argv[2], sys.argv[3])
    else:
        report(sys.argv[2])
