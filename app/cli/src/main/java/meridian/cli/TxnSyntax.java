package meridian.cli;

import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How comparisons and steps of a transaction are written on the command line. */
final class TxnSyntax {
    private static final Pattern COMPARISON =
            Pattern.compile("\\s*(value|version|create|mod)\\s*\\((.+)\\)\\s*(=|!=|<|>)\\s*(.*?)\\s*");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private TxnSyntax() {}

    static Compare comparison(String text) {
        Matcher parts = COMPARISON.matcher(text);
        if (!parts.matches()) {
            throw new Failure("--if '" + text + "' is not a comparison: write it as value(KEY) = TEXT");
        }
        String operand = unquote(parts.group(4));
        Compare.Builder compare =
                Compare.newBuilder().setKey(Text.bytes(unquote(parts.group(2)))).setResult(result(parts.group(3)));
        try {
            return switch (parts.group(1)) {
                case "version" ->
                    compare.setTarget(Compare.CompareTarget.VERSION)
                            .setVersion(Long.parseLong(operand))
                            .build();
                case "create" ->
                    compare.setTarget(Compare.CompareTarget.CREATE)
                            .setCreateRevision(Long.parseLong(operand))
                            .build();
                case "mod" ->
                    compare.setTarget(Compare.CompareTarget.MOD)
                            .setModRevision(Long.parseLong(operand))
                            .build();
                default ->
                    compare.setTarget(Compare.CompareTarget.VALUE)
                            .setValue(Text.bytes(operand))
                            .build();
            };
        } catch (NumberFormatException e) {
            throw new Failure("--if '" + text + "': '" + operand + "' is not a number.", e);
        }
    }

    private static Compare.CompareResult result(String relation) {
        return switch (relation) {
            case "=" -> Compare.CompareResult.EQUAL;
            case "!=" -> Compare.CompareResult.NOT_EQUAL;
            case "<" -> Compare.CompareResult.LESS;
            default -> Compare.CompareResult.GREATER;
        };
    }

    static RequestOp step(String text) {
        List<String> words = words(text);
        String verb = words.isEmpty() ? "" : words.getFirst();
        if (verb.equals("put") && words.size() == 3) {
            return RequestOp.newBuilder()
                    .setRequestPut(PutRequest.newBuilder()
                            .setKey(Text.bytes(words.get(1)))
                            .setValue(Text.bytes(words.get(2))))
                    .build();
        }
        if (verb.equals("get") && words.size() == 2) {
            return RequestOp.newBuilder()
                    .setRequestRange(RangeRequest.newBuilder().setKey(Text.bytes(words.get(1))))
                    .build();
        }
        if (verb.equals("del") && words.size() == 2) {
            return RequestOp.newBuilder()
                    .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(Text.bytes(words.get(1))))
                    .build();
        }
        throw new Failure(
                "'" + text + "' is not a step: write put KEY VALUE, get KEY or del KEY, and quote what holds spaces.");
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            words.add(unquote(word.group()));
        }
        return words;
    }

    private static String unquote(String text) {
        boolean quoted = text.length() >= 2
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
