using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Liten.AspNetCore.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogCollector : ILoggerProvider
{
    private readonly ConcurrentQueue<Entry> _entries = new();

    public IEnumerable<Entry> Of(string category, int id) => _entries.Where(entry => entry.Category == category && entry.Id == id);

    public IEnumerable<Entry> Problems => _entries.Where(static entry => entry.Level >= LogLevel.Warning);

    public ILogger CreateLogger(string categoryName) => new Collecting(categoryName, _entries);

    public void Dispose()
    {
    }

    internal sealed record Entry(string Category, LogLevel Level, int Id, string Message);

    private sealed class Collecting(string category, ConcurrentQueue<Entry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
            => entries.Enqueue(new Entry(category, level, id.Id, $"{format(state, exception)} {exception}"));
    }
}
