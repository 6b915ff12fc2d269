using System.Text;

namespace WordCount;

/// <summary>Cuts UTF-8 text into words. The text comes in pieces, which may end in the middle of a word or of a character.</summary>
internal sealed class WordScanner(WordTable words)
{
    /// <summary>Longer runs are cut into words of this length, so that no file can make a word of a gigabyte (arbitrary).</summary>
    private const int LongestWord = 256;

    private const char NoWord = '\0';
    private const char Apostrophe = '\'';

    /// <summary>For each ASCII character: itself in lower case, or <see cref="NoWord"/>.</summary>
    private static readonly char[] s_ascii = [.. Enumerable.Range(0, 128).Select(code => Fold((char)code))];

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly char[] _text = new char[Encoding.UTF8.GetMaxCharCount(FileReader.ChunkSize)];
    private readonly char[] _word = new char[LongestWord];
    private int _length;

    public void Scan(ReadOnlySpan<byte> utf8)
    {
        int count = _decoder.GetChars(utf8, _text, flush: false);
        ReadOnlySpan<char> text = _text.AsSpan(0, count);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            char folded = c < s_ascii.Length ? s_ascii[c] : Fold(c);
            if (folded != NoWord)
            {
                Append(folded);
            }
            else if (char.IsHighSurrogate(c) && IsLetterOrDigit(text[i..]))
            {
                // A letter beyond the first 65,536 characters: taken as it is.
                AppendPair(c, text[++i]);
            }
            else if (_length > 0)
            {
                EndWord();
            }
        }
    }

    /// <summary>The text has ended, and with it its last word.</summary>
    public void EndFile()
    {
        _decoder.Reset();
        EndWord();
    }

    private static char Fold(char c) => c switch
    {
        Apostrophe or '\u2019' => Apostrophe,
        _ when char.IsLetterOrDigit(c) => char.ToLowerInvariant(c),
        _ => NoWord,
    };

    private static bool IsLetterOrDigit(ReadOnlySpan<char> text)
        => Rune.DecodeFromUtf16(text, out Rune rune, out _) == System.Buffers.OperationStatus.Done && Rune.IsLetterOrDigit(rune);

    private void AppendPair(char high, char low)
    {
        if (_length == LongestWord - 1)
        {
            EndWord();
        }

        Append(high);
        Append(low);
    }

    private void Append(char c)
    {
        if (_length == LongestWord)
        {
            EndWord();
        }

        _word[_length++] = c;
    }

    private void EndWord()
    {
        ReadOnlySpan<char> word = _word.AsSpan(0, _length).Trim(Apostrophe);
        _length = 0;
        if (!word.IsEmpty)
        {
            words.Count(word);
        }
    }
}
