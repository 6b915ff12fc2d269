using System.Globalization;

namespace Liten;

/// <summary>One configurable option: how it is read from text, and how a runtime is given it.</summary>
/// <param name="Name">The name of the option, which is the key in the configuration.</param>
/// <param name="Kind">What its text must be, in words.</param>
/// <param name="TryRead">Reads the text into the options; false, and no change, if it is none of the kind.</param>
/// <param name="Apply">Hands the value on, if there is one; its range is checked there.</param>
internal sealed record RuntimeSetting(
    string Name,
    string Kind,
    Func<LitenRuntimeOptions, string, bool> TryRead,
    Action<LitenRuntimeOptions, RuntimeOptions> Apply)
{
    private const string Number = "a whole number";
    private const string Duration = "a time such as 00:00:05";

    /// <summary>All of them, without reflection: so nothing is lost when a program is trimmed.</summary>
    public static IReadOnlyList<RuntimeSetting> All { get; } =
    [
        Of<int>(
            Number, nameof(LitenRuntimeOptions.WorkerThreads),
            o => o.WorkerThreads, (o, v) => o.WorkerThreads = v, (r, v) => r.WorkerThreads = v),
        new(
            nameof(LitenRuntimeOptions.WorkerThreadName),
            "a text",
            static (o, text) => (o.WorkerThreadName = text) is not null,
            static (o, r) => r.WorkerThreadName = o.WorkerThreadName ?? r.WorkerThreadName),
        new(
            nameof(LitenRuntimeOptions.WorkStealing),
            "true or false",
            static (o, text) => bool.TryParse(text, out bool value) && (o.WorkStealing = value) is not null,
            static (o, r) => r.WorkStealing = o.WorkStealing ?? r.WorkStealing),
        Of<int>(
            Number, nameof(LitenRuntimeOptions.MaxTasks),
            o => o.MaxTasks, (o, v) => o.MaxTasks = v, (r, v) => r.MaxTasks = v),
        Of<int>(
            Number, nameof(LitenRuntimeOptions.TaskPoolCapacity),
            o => o.TaskPoolCapacity, (o, v) => o.TaskPoolCapacity = v, (r, v) => r.TaskPoolCapacity = v),
        Of<int>(
            Number, nameof(LitenRuntimeOptions.ThreadStackSize),
            o => o.ThreadStackSize, (o, v) => o.ThreadStackSize = v, (r, v) => r.ThreadStackSize = v),
        Of<int>(
            Number, nameof(LitenRuntimeOptions.MaxBlockingThreads),
            o => o.MaxBlockingThreads, (o, v) => o.MaxBlockingThreads = v, (r, v) => r.MaxBlockingThreads = v),
        Of<int>(
            Number, nameof(LitenRuntimeOptions.MaxBlockingQueue),
            o => o.MaxBlockingQueue, (o, v) => o.MaxBlockingQueue = v, (r, v) => r.MaxBlockingQueue = v),
        Of<TimeSpan>(
            Duration, nameof(LitenRuntimeOptions.BlockingKeepAlive),
            o => o.BlockingKeepAlive, (o, v) => o.BlockingKeepAlive = v, (r, v) => r.BlockingKeepAlive = v),
        Of<TimeSpan>(
            Duration, nameof(LitenRuntimeOptions.AbandonAfter),
            o => o.AbandonAfter, (o, v) => o.AbandonAfter = v, (r, v) => r.AbandonAfter = v),
        Of<TimeSpan>(
            Duration, nameof(LitenRuntimeOptions.StallThreshold),
            o => o.StallThreshold, (o, v) => o.StallThreshold = v, (r, v) => r.StallThreshold = v),
        Of<TimeSpan>(
            Duration, nameof(LitenRuntimeOptions.DrainTimeout),
            o => o.DrainTimeout, (o, v) => o.DrainTimeout = v, (_, v) => ThrowIfNegative(v, "DrainTimeout")),
        Of<TimeSpan>(
            Duration, nameof(LitenRuntimeOptions.ShutdownTimeout),
            o => o.ShutdownTimeout, (o, v) => o.ShutdownTimeout = v,
            (_, v) => ThrowIfNegative(v, "ShutdownTimeout")),
    ];

    private static RuntimeSetting Of<T>(
        string kind,
        string name,
        Func<LitenRuntimeOptions, T?> get,
        Action<LitenRuntimeOptions, T> set,
        Action<RuntimeOptions, T> hand)
        where T : struct, ISpanParsable<T>
        => new(name, kind, (options, text) => TryParse<T>(options, text, set), (options, runtime) =>
        {
            if (get(options) is { } value)
            {
                hand(runtime, value);
            }
        });

    private static bool TryParse<T>(LitenRuntimeOptions options, string text, Action<LitenRuntimeOptions, T> set)
        where T : struct, ISpanParsable<T>
    {
        bool isRead = T.TryParse(text, CultureInfo.InvariantCulture, out T value);
        if (isRead)
        {
            set(options, value);
        }

        return isRead;
    }

    private static void ThrowIfNegative(TimeSpan value, string name)
    {
        if (value < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be zero or more.");
        }
    }
}
