#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A softmax over all items at many positions: the cross-entropy, and its gradients.
///
/// Positions are taken a block at a time, and its logits tile by tile of neighbouring items. A tile's
/// powers are taken of the distance to its own maximum in the row (as in the online softmax of Milakov and
/// Gimelshein 2018), so that a tile is complete while it is in the cache. Once all tiles of a block are
/// there, each row's maximum over the tiles gives a factor for each tile, and the powers become the
/// gradient of the logits, probability minus target, which is multiplied into the gradients at once:
///
///     most[t] = max over i in t of l[i],   e[i] = e^(l[i] - most[t]),   M = max over t of most[t]
///     S = sum over t of e^(most[t] - M) sum over i in t of e[i],   p[i] = e[i] e^(most[t] - M) / S
///
/// So no logit is computed twice, and the powers of a block are all that is kept of them. A shard has whole
/// tiles; neighbouring tiles form a group with a sum of its own for the gradients of the hidden states. These
/// sums are added up in the order of the groups: the number of threads changes no bit.
struct ItemSoftmax {
  /// The gradients of the loss, nil if not needed: [positions, columns], [items, columns], [items].
  private(set) var hiddenGradient, itemGradient, biasGradient: UnsafeMutablePointer<Float>?

  private let positions: SoftmaxPositions
  private let count: Int
  private let items: UnsafePointer<Float>
  private let bias: UnsafePointer<Float>?
  private let compute: Compute
  private let plan: ItemSoftmaxPlan
  /// [tile][position of the block][item of the tile], rows `plan.stride` apart.
  private let powers: UnsafeMutablePointer<Float>
  /// [tile][position of the block] the maximum and the sum of powers of each row of a tile.
  private let most, totals: UnsafeMutablePointer<Float>
  /// [position of the block][tile] the factor that makes a power a probability.
  private let factors: UnsafeMutablePointer<Float>
  /// [tiles] room for one row's sums.
  private let sums: UnsafeMutablePointer<Float>
  /// [position of the block] the logit of the target.
  private let targetLogits: UnsafeMutablePointer<Float>
  /// The tiles' vectors, packed for H V'.
  private let packed: UnsafeMutablePointer<Float>
  /// [group][position of the block][column] each group's part of the gradients of the hidden states.
  private let parts: UnsafeMutablePointer<Float>
  /// Scratch of the products, for each group.
  private let scratch: UnsafeMutablePointer<Float>

  private var columns: Int { positions.columns }
  private var kernels: KernelTable { compute.kernels }
  var needsGradients: Bool {
    hiddenGradient != nil || itemGradient != nil || biasGradient != nil
  }

  /// Allocates gradients in the tape's arena, all else in its scratch.
  init(
    _ positions: SoftmaxPositions, items: Parameter, bias: Parameter?, needsHidden: Bool,
    needsItems: Bool, needsBias: Bool, on tape: Tape
  ) {
    let kernels = tape.compute.kernels
    self.positions = positions
    count = items.rows
    self.items = UnsafePointer(items.value.base)
    self.bias = bias.map { UnsafePointer($0.value.base) }
    compute = tape.compute
    plan = ItemSoftmaxPlan(
      positions: positions.count, items: items.rows, columns: positions.columns, kernels)
    if needsHidden { hiddenGradient = tape.arena.floats(positions.count * items.columns) }
    if needsItems { itemGradient = tape.arena.floats(items.count) }
    if needsBias { biasGradient = tape.arena.floats(items.rows) }
    let memory = tape.scratch
    powers = memory.floats(plan.tiles * plan.rows * plan.stride)
    most = memory.floats(plan.tiles * plan.rows)
    totals = memory.floats(plan.tiles * plan.rows)
    factors = memory.floats(plan.rows * plan.tiles)
    sums = memory.floats(plan.tiles)
    targetLogits = memory.floats(plan.rows)
    packed = memory.floats(plan.tiles * plan.packedTile)
    parts = memory.floats(needsHidden ? plan.groups * plan.rows * positions.columns : 0)
    scratch = memory.floats(plan.groups * plan.scratch)
  }

  /// Returns the loss and writes the gradients that are needed.
  func run(until stop: StepStop) -> Double {
    if let biasGradient { zeroFill(biasGradient, count) }
    if let itemGradient, positions.count == 0 { zeroFill(itemGradient, count * columns) }
    var loss = 0.0
    for first in stride(from: 0, to: positions.count, by: plan.rows) {
      let block = first..<min(first + plan.rows, positions.count)
      compute.workers.run(shards: plan.tiles, until: stop) { takePowers(tile: $0, block) }
      if stop.check() { return loss }
      loss += normalise(block)
      guard needsGradients else { continue }
      compute.workers.run(shards: plan.groups, until: stop) {
        addGradients(group: $0, block, until: stop)
      }
      if let hiddenGradient { addParts(block.count, to: hiddenGradient + first * columns) }
    }
    return loss
  }

  // MARK: Powers

  private func width(of tile: Int) -> Int { min(plan.width, count - tile * plan.width) }

  private func powers(of tile: Int) -> UnsafeMutablePointer<Float> {
    powers + tile * plan.rows * plan.stride
  }

  /// Writes the powers of a tile, with their maxima and sums, and the logits of targets in the tile.
  private func takePowers(tile: Int, _ block: Range<Int>) {
    let (start, width) = (tile * plan.width, width(of: tile))
    let packed = packed + tile * plan.packedTile
    if block.lowerBound == 0 {
      kernels.packB(true, width, columns, items + start * columns, columns, packed)
    }
    let logits = powers(of: tile)
    kernels.gemmPacked(
      block.count, width, columns, positions.hidden + block.lowerBound * columns, columns, packed,
      false, logits, plan.stride)
    if let bias {
      kernels.addToRows(block.count, width, bias + start, logits, plan.stride)
    }
    for (r, position) in block.enumerated() {
      let item = Int(positions.targets[position]) - start
      if item >= 0 && item < width { targetLogits[r] = logits[r * plan.stride + item] }
    }
    kernels.expRows(
      block.count, width, logits, plan.stride, most + tile * plan.rows, totals + tile * plan.rows)
  }

  /// Writes the factors of a block, and returns its share of the loss.
  private func normalise(_ block: Range<Int>) -> Double {
    var loss = 0.0
    for (r, position) in block.enumerated() {
      let row = factors + r * plan.tiles
      for tile in 0..<plan.tiles {
        row[tile] = most[tile * plan.rows + r]
        sums[tile] = totals[tile * plan.rows + r]
      }
      var greatest: Float = 0
      var ignored: Float = 0
      kernels.expRows(1, plan.tiles, row, plan.tiles, &greatest, &ignored)
      let total = kernels.dot(plan.tiles, row, sums)
      let share = positions.shares[position]
      let distance = Double(greatest) - Double(targetLogits[r])
      loss += Double(share) * (distance + log(Double(total)))
      kernels.scale(plan.tiles, share / total, row)
    }
    return loss
  }

  // MARK: Gradients

  /// Adds the gradients of a group's items, and writes its part of those of the hidden states.
  private func addGradients(group: Int, _ block: Range<Int>, until stop: StepStop) {
    let hidden = positions.hidden + block.lowerBound * columns
    let scratch = scratch + group * plan.scratch
    let tiles = plan.tiles(of: group)
    for tile in tiles {
      if tile > tiles.lowerBound, stop.check() { return }
      let (start, width) = (tile * plan.width, width(of: tile))
      let gradients = powers(of: tile)
      powersToGradients(tile, block, start, width)
      if let biasGradient {
        kernels.sumRows(block.count, width, gradients, plan.stride, biasGradient + start)
      }
      if let itemGradient {
        kernels.gemm(
          true, false, width, columns, block.count, gradients, plan.stride, hidden, columns,
          block.lowerBound > 0, itemGradient + start * columns, columns, scratch)
      }
      if hiddenGradient != nil {
        kernels.gemm(
          false, false, block.count, columns, width, gradients, plan.stride,
          items + start * columns, columns, tile > tiles.lowerBound,
          parts + group * plan.rows * columns, columns, scratch)
      }
    }
  }

  /// Turns the powers of a tile into the gradients of its logits.
  private func powersToGradients(_ tile: Int, _ block: Range<Int>, _ start: Int, _ width: Int) {
    let powers = powers(of: tile)
    for (r, position) in block.enumerated() {
      let row = powers + r * plan.stride
      kernels.scale(width, factors[r * plan.tiles + tile], row)
      let item = Int(positions.targets[position]) - start
      if item >= 0 && item < width { row[item] -= positions.shares[position] }
    }
  }

  /// Writes the sum of the groups' parts for the hidden states of a block.
  private func addParts(_ rows: Int, to out: UnsafeMutablePointer<Float>) {
    compute.forElements(rows * columns) { [kernels, parts, plan, columns] first, count in
      (out + first).update(from: parts + first, count: count)
      for group in 1..<max(plan.groups, 1) {
        kernels.add(
          count, out + first, parts + group * plan.rows * columns + first, out + first)
      }
    }
  }
}

/// The sizes by which a softmax over all items is cut; they depend on its shape alone.
struct ItemSoftmaxPlan {
  /// Items in a tile, and tiles.
  let width, tiles: Int
  /// Tiles in a group, and groups.
  let tilesOfGroup, groups: Int
  /// Positions in a block.
  let rows: Int
  /// Floats from one row of a tile to the next: an odd number of cache lines for whole tiles, so that
  /// neighbouring rows do not compete for one place in the cache.
  let stride: Int
  /// Floats of a packed tile, and of a group's scratch.
  let packedTile, scratch: Int

  /// Whole register tiles of every variant, 12 x 32 the largest of them.
  private static let greatestWidth = 192
  private static let greatestRows = 192
  private static let unit = 48
  /// Greatest number of groups: each costs the memory of a block's hidden states.
  private static let greatestGroups = 16
  /// Floats of a block's powers: 64 MB.
  private static let floatsOfBlock = 1 << 24

  init(positions: Int, items: Int, columns: Int, _ kernels: KernelTable) {
    // A few tiles at least, for threads to share.
    let wanted = shardCount(shardCount(items, 8), Self.unit) * Self.unit
    width = max(Self.unit, min(wanted, Self.greatestWidth))
    tiles = max(1, shardCount(items, width))
    tilesOfGroup = shardCount(tiles, Self.greatestGroups)
    groups = shardCount(tiles, tilesOfGroup)
    stride = width + 16
    let room = Self.floatsOfBlock / (tiles * stride) / 12 * 12
    let bound = max(12, min(room, Self.greatestRows))
    // Blocks of about one size.
    let blocks = max(1, shardCount(positions, bound))
    rows = max(1, shardCount(shardCount(positions, blocks), 12) * 12)
    func lines(_ count: Int) -> Int { shardCount(count, 16) * 16 }
    packedTile = lines(kernels.packedCount(width, columns))
    scratch = lines(kernels.gemmScratch(1, 1, max(rows, width)))
  }

  /// Returns the tiles of a group.
  func tiles(of group: Int) -> Range<Int> {
    group * tilesOfGroup..<min((group + 1) * tilesOfGroup, tiles)
  }
}
