using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Liten.Extensions.Hosting.Tests;

/// <summary>Keeps all that is logged.</summary>
internal sealed class LogCollector : ILoggerProvider
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    public IReadOnlyList<Entry> Entries => [.. _entries];

    /// <summary>What the runtime of this name has logged, as event ids in their order.</summary>
    public string EventsOf(string runtime) => string.Join(
        " ", Entries.Where(entry => entry.Category == $"Liten.Runtime.{runtime}").Select(static entry => entry.Event.Id));

    public IEnumerable<Entry> WithId(int id)
        => Entries.Where(entry => entry.Category.StartsWith("Liten.", StringComparison.Ordinal) && entry.Event.Id == id);

    public ILogger CreateLogger(string categoryName) => new CollectingLogger(categoryName, _entries);

    public void Dispose()
    {
    }

    internal sealed record Entry(string Category, LogLevel Level, EventId Event, string Message, Exception? Exception);

    private sealed class CollectingLogger(string category, ConcurrentQueue<Entry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
            => entries.Enqueue(new Entry(category, level, id, format(state, exception), exception));
    }
}
