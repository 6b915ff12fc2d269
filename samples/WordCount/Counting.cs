using Liten;

namespace WordCount;

/// <summary>Counts the words of many files with a few tasks.</summary>
/// <remarks>
/// <para>
/// There are as many files in flight as there are tasks, and each task reuses one buffer, so memory stays the same however many
/// and however large the files are.
/// </para>
/// <para>
/// Reading a file blocks, and a blocked worker runs nothing else: so each read is a job for the blocking pool, which has
/// threads to spare. Counting is work for the processor: it stays on the workers, of which there is one per processor. Two
/// tasks per worker: while one waits for its read, the other one counts.
/// </para>
/// <para>Each task fills a tally of its own, so counting needs no lock; the tallies are added up when the tasks end.</para>
/// </remarks>
internal sealed class Counting(IReadOnlyList<TextFile> files, CancellationToken interrupt)
{
    private const int TasksPerWorker = 2;

    private int _filesTaken;
    private long _bytesRead;

    public long TotalBytes { get; } = files.Sum(file => file.Length);

    public long BytesRead => Volatile.Read(ref _bytesRead);

    /// <summary>Counts everything, or what can be counted until the interruption.</summary>
    public async LitenTask<Tally> RunAsync()
    {
        int tasks = Math.Min(files.Count, Runtime.Current.Metrics.Workers.Count * TasksPerWorker);
        return await TaskScope.RunAsync(async scope =>
        {
            JoinHandle<Tally>[] counters = [.. Enumerable.Range(0, tasks).Select(number =>
                scope.Spawn(CountFilesAsync, new SpawnOptions { Name = $"counter-{number}" }))];

            var total = new Tally();
            foreach (JoinHandle<Tally> counter in counters)
            {
                total.Add(await counter); // if one fails, the others do not run on
            }

            return total;
        });
    }

    /// <summary>One task: takes file after file until there are none left.</summary>
    private async LitenTask<Tally> CountFilesAsync()
    {
        var tally = new Tally();
        var scanner = new WordScanner(tally.Words);
        byte[] buffer = new byte[FileReader.ChunkSize];
        while (!interrupt.IsCancellationRequested && TryTakeFile(out TextFile file))
        {
            try
            {
                await CountFileAsync(file, buffer, scanner, tally);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                tally.Skipped.Add(new Skipped(file.Path, exception.Message));
            }
        }

        return tally;
    }

    private async LitenTask CountFileAsync(TextFile file, byte[] buffer, WordScanner scanner, Tally tally)
    {
        using var reader = new FileReader(file.Path, buffer);
        int length = await Blocking.Spawn(reader.OpenAndRead);
        if (FileReader.IsBinary(buffer.AsSpan(0, length)))
        {
            tally.BinaryFiles++;
            Interlocked.Add(ref _bytesRead, file.Length);
            return;
        }

        tally.TextFiles++;
        while (length > 0)
        {
            scanner.Scan(buffer.AsSpan(0, length));
            tally.Bytes += length;
            Interlocked.Add(ref _bytesRead, length);

            // A chunk that is not full was the last one.
            bool isLast = length < buffer.Length;
            if (interrupt.IsCancellationRequested && !isLast)
            {
                tally.PartlyRead++;
                break;
            }

            length = isLast ? 0 : await Blocking.Spawn(reader.Read);
        }

        scanner.EndFile();
    }

    private bool TryTakeFile(out TextFile file)
    {
        int index = Interlocked.Increment(ref _filesTaken) - 1;
        bool taken = index < files.Count;
        file = taken ? files[index] : default;
        return taken;
    }
}
