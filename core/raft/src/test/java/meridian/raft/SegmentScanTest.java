package meridian.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import meridian.base.ByteWriter;
import meridian.raft.SegmentScan.Verdict;
import org.junit.jupiter.api.Test;

class SegmentScanTest {
    private final List<Integer> ends = new ArrayList<>();
    private final byte[] whole = segment(5, 900);

    /** Entries of different lengths, and the zeros that Ratis puts behind them. */
    private byte[] segment(int entries, int padding) {
        ByteWriter out = new ByteWriter(4096).raw("RaftLog1".getBytes(StandardCharsets.US_ASCII));
        for (int i = 1; i <= entries; i++) {
            byte[] body = new byte[700 * i];
            Arrays.fill(body, (byte) (i + 1));
            byte[] entry = new ByteWriter(16).bytes(body).toArray();
            CRC32C crc = new CRC32C();
            crc.update(entry);
            int sum = (int) crc.getValue();
            out.raw(entry).raw(new byte[] {(byte) (sum >>> 24), (byte) (sum >>> 16), (byte) (sum >>> 8), (byte) sum});
            ends.add(out.length());
        }
        return out.raw(new byte[padding]).toArray();
    }

    @Test
    void an_untouched_segment_is_whole() {
        assertThat(new SegmentScan(whole).scan()).isEqualTo(new Verdict.Whole());
    }

    @Test
    void any_changed_byte_is_damage() {
        for (int offset = 0; offset < ends.getLast(); offset++) {
            byte[] changed = whole.clone();
            changed[offset] ^= (byte) (1 << offset % 8);
            assertThat(new SegmentScan(changed).scan()).as("byte %d", offset).isInstanceOf(Verdict.Damaged.class);
        }
    }

    @Test
    void a_changed_byte_behind_the_last_entry_costs_no_entry() {
        for (int offset = ends.getLast() + 1; offset < whole.length; offset++) {
            byte[] changed = whole.clone();
            changed[offset] = 1;
            assertThat(new SegmentScan(changed).scan()).isEqualTo(new Verdict.Torn(ends.getLast()));
        }
    }

    @Test
    void a_byte_set_to_zero_is_damage() {
        for (int offset = 0; offset < ends.getLast(); offset++) {
            byte[] changed = whole.clone();
            changed[offset] = 0;
            assertThat(new SegmentScan(changed).scan())
                    .as("byte %d", offset)
                    .isInstanceOf(whole[offset] == 0 ? Verdict.Whole.class : Verdict.Damaged.class);
        }
    }

    @Test
    void a_write_that_stopped_at_a_sector_is_torn() {
        int lastStart = ends.get(3);
        for (int sector = lastStart / 512 + 1; sector * 512 < ends.get(4); sector++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, sector * 512, torn.length, (byte) 0);
            assertThat(new SegmentScan(torn).scan()).isEqualTo(new Verdict.Torn(lastStart));
        }
    }

    @Test
    void a_sector_missing_in_the_middle_of_the_last_write_is_torn() {
        byte[] torn = whole.clone();
        int sector = (ends.get(3) / 512 + 2) * 512;
        Arrays.fill(torn, sector, sector + 512, (byte) 0);
        assertThat(new SegmentScan(torn).scan()).isEqualTo(new Verdict.Torn(ends.get(3)));
    }

    @Test
    void a_file_that_ends_within_an_entry_is_torn() {
        byte[] torn = Arrays.copyOf(whole, ends.get(4) - 10);
        assertThat(new SegmentScan(torn).scan()).isEqualTo(new Verdict.Torn(ends.get(3)));
    }

    @Test
    void a_file_that_was_just_made_is_torn_at_its_start() {
        assertThat(new SegmentScan(new byte[4096]).scan()).isEqualTo(new Verdict.Torn(0));
        assertThat(new SegmentScan(new byte[0]).scan()).isEqualTo(new Verdict.Torn(0));
    }
}
