package meridian.store;

import java.util.EnumMap;
import java.util.Map;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.HyperClockCache;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDB;

/** All RocksDB settings, each with its reason. */
final class Tuning implements AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    private static final long MEGABYTE = 1L << 20;
    private static final int FORMAT_VERSION = 6;
    private static final int BLOCK_BYTES = 8 * 1024;
    private static final int POINT_BLOCK_BYTES = 4 * 1024;
    private static final double HASH_UTILIZATION = 0.75;
    private static final double BLOOM_BITS_PER_KEY = 10;
    private static final int LEVEL0_FILES = 8;
    private static final int SHARDS_BY_SIZE = -1;

    private final Cache cache;
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
    private final DBOptions database;
    private final Map<Family, ColumnFamilyOptions> families = new EnumMap<>(Family.class);

    Tuning(StorageConfig config) {
        // Looking up takes no lock, which also spares the thread that applies: it reads a row for every put.
        this.cache = new HyperClockCache(config.blockCacheBytes(), 0, SHARDS_BY_SIZE, false);
        this.database = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // One entry changes several families: a crash must not keep half of it. With RocksDB's own log off,
                // only flushing all families at the same point guarantees that.
                .setAtomicFlush(true)
                .setDbWriteBufferSize(config.writeBufferBytes())
                .setMaxBackgroundJobs(config.backgroundJobs())
                // The seal vouches for a manifest from its beginning, so it must not be exchanged while we run.
                .setMaxManifestFileSize(Long.MAX_VALUE)
                // One thread writes the batches: what serves several only costs.
                .setAllowConcurrentMemtableWrite(false)
                .setEnableWriteThreadAdaptiveYield(false)
                .setAvoidUnnecessaryBlockingIO(true)
                // Spreads the disk's work, so that the log's fsync does not wait behind a burst of ours.
                .setBytesPerSync(MEGABYTE)
                .setSkipStatsUpdateOnDbOpen(true)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(MEGABYTE)
                .setKeepLogFileNum(2);
        for (Family family : Family.values()) {
            families.put(family, family(family, config));
        }
    }

    DBOptions database() {
        return database;
    }

    ColumnFamilyOptions of(Family family) {
        ColumnFamilyOptions options = families.get(family);
        if (options == null) {
            throw new IllegalStateException("no settings for " + family);
        }
        return options;
    }

    private ColumnFamilyOptions family(Family family, StorageConfig config) {
        ColumnFamilyOptions options = new ColumnFamilyOptions()
                .setTableFormatConfig(family == Family.LATEST ? pointTable() : table())
                // The limit for all families together decides; this one must only not be in its way.
                .setWriteBufferSize(config.writeBufferBytes())
                .setMaxWriteBufferNumber(4)
                // Levels near the top are rewritten soon: compressing them costs more than it saves.
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setBottommostCompressionType(CompressionType.LZ4_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true)
                // Rows of keys picked evenly lie all over: each merge rewrites the whole level below, so seldom is
                // better.
                .setLevel0FileNumCompactionTrigger(LEVEL0_FILES)
                .setTargetFileSizeBase(64 * MEGABYTE)
                .setMaxBytesForLevelBase(256 * MEGABYTE);
        if (family == Family.LATEST) {
            // Every put asks whether the key is there: most memtables and files can say no at once.
            options.setMemtablePrefixBloomSizeRatio(0.05).setMemtableWholeKeyFiltering(true);
        }
        return options;
    }

    private BlockBasedTableConfig table() {
        return new BlockBasedTableConfig()
                .setFormatVersion(FORMAT_VERSION)
                .setChecksumType(ChecksumType.kXXH3)
                .setBlockSize(BLOCK_BYTES)
                .setBlockCache(cache)
                // Their memory counts against the cache and so has a bound.
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
    }

    /** For the family where every put looks up one row: small rows, so indexes and filters are small too. */
    private BlockBasedTableConfig pointTable() {
        return table().setBlockSize(POINT_BLOCK_BYTES)
                .setCacheIndexAndFilterBlocks(false)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                .setDataBlockHashTableUtilRatio(HASH_UTILIZATION)
                .setFilterPolicy(bloom);
    }

    @Override
    public void close() {
        families.values().forEach(ColumnFamilyOptions::close);
        database.close();
        bloom.close();
        cache.close();
    }
}
