namespace Liten;

/// <summary>A runtime, as <see cref="ToolAnswers"/> knows it. For any thread.</summary>
internal interface IAskedRuntime
{
    string Name { get; }

    RuntimeMetrics Metrics { get; }

    /// <summary>The threads that may run tasks, the system's number of each, and what it runs; null if idle.</summary>
    IEnumerable<(string Name, long Id, string? Runs)> Threads { get; }

    /// <summary>The dump of all runtimes of the process.</summary>
    void WriteDumpOfAll(TextWriter writer);

    /// <summary>Records what each worker runs, in the Trace Event Format.</summary>
    Task Record(Stream stream, TimeSpan duration, CancellationToken cancellationToken);
}
