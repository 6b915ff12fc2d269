namespace WordCount;

/// <summary>What was counted, by one task or by all of them.</summary>
internal sealed class Tally
{
    public WordTable Words { get; } = new();

    public List<Skipped> Skipped { get; } = [];

    public int TextFiles { get; set; }

    public int BinaryFiles { get; set; }

    /// <summary>Text files that an interruption has cut short.</summary>
    public int PartlyRead { get; set; }

    /// <summary>Bytes of text.</summary>
    public long Bytes { get; set; }

    public int FilesSeen => TextFiles + BinaryFiles + Skipped.Count;

    public void Add(Tally other)
    {
        Words.Add(other.Words);
        Skipped.AddRange(other.Skipped);
        TextFiles += other.TextFiles;
        BinaryFiles += other.BinaryFiles;
        PartlyRead += other.PartlyRead;
        Bytes += other.Bytes;
    }
}
