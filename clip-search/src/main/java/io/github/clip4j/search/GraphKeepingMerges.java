package io.github.clip4j.search;

import java.io.IOException;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;

/**
 * Lucene's usual merges, but never of a segment that has a graph: merged while pictures come in it
 * would be written flat and the work of building it lost. A forced merge takes all.
 */
final class GraphKeepingMerges extends FilterMergePolicy {
  private static final String GRAPH_FILE = ".vex";

  GraphKeepingMerges() {
    super(tiered());
  }

  private static MergePolicy tiered() {
    TieredMergePolicy policy = new TieredMergePolicy();
    // The graph's file is recognised by its name, which a compound file would hide.
    policy.setNoCFSRatio(0);
    return policy;
  }

  @Override
  public MergeSpecification findMerges(
      MergeTrigger trigger, SegmentInfos infos, MergeContext context) throws IOException {
    return super.findMerges(trigger, flatOnly(infos), context);
  }

  @Override
  public MergeSpecification findFullFlushMerges(
      MergeTrigger trigger, SegmentInfos infos, MergeContext context) throws IOException {
    return super.findFullFlushMerges(trigger, flatOnly(infos), context);
  }

  private static SegmentInfos flatOnly(SegmentInfos infos) throws IOException {
    SegmentInfos flat = new SegmentInfos(infos.getIndexCreatedVersionMajor());
    for (SegmentCommitInfo info : infos) {
      if (!hasGraph(info)) {
        flat.add(info);
      }
    }
    return flat;
  }

  static boolean hasGraph(SegmentCommitInfo info) throws IOException {
    return info.files().stream().anyMatch(name -> name.endsWith(GRAPH_FILE));
  }
}
