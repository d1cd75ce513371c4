module consumer.search {
  requires io.github.clip4j.search;
  requires io.github.clip4j.starter;
}
