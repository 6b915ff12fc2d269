using System.Runtime.CompilerServices;

namespace Liten.Interleavings;

/// <summary>
/// A foreign awaiter hands its continuation to another thread and then throws. That thread calls before, at or after the throw: the
/// method fails or goes on, on one thread, and whoever uses its box next is not woken by it.
/// </summary>
internal static class HandingScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new("wake.foreign-awaiter-hands-over-and-throws", 457, HandsOverAndThrows) { Settings = new() { StopsAfterReads = true } },
    ];

    private static void HandsOverAndThrows(Model model)
    {
        var lab = new Lab(model);
        var handed = new Cell();
        var hostile = new Handing(handed);
        var innocent = new Handing(new Cell());
        lab.Worker("owner", () =>
        {
            LitenTask<int> first = Await(hostile, innocent, first: true);
            lab.RunAll();
            if (first.IsCompleted)
            {
                Assert.True(Record.Exception(() => first.GetAwaiter().GetResult()) is null or FormatException);
                _ = Await(hostile, innocent, first: false);
            }

            lab.RunAll();
        });
        lab.Worker("caller", () =>
        {
            if (handed.Value == 1)
            {
                hostile.Continuation!();
            }

            lab.RunAll();
        });
        lab.AtEnd(() =>
        {
            Assert.True(hostile.Results <= 1);
            Assert.Equal(0, innocent.Results);
        });
    }

    private static async LitenTask<int> Await(Handing hostile, Handing innocent, bool first) => first ? await hostile : await innocent;

    /// <summary>Keeps the continuation; if it is the hostile one, lets others see it and throws.</summary>
    private sealed class Handing(Cell handed) : ICriticalNotifyCompletion
    {
        public Action? Continuation { get; private set; }

        public int Results { get; private set; }

        public bool IsCompleted => false;

        public Handing GetAwaiter() => this;

        public int GetResult()
        {
            Results++;
            return 1;
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            Continuation = continuation;
            handed.Value = 1;
            _ = handed.Value;
            throw new FormatException();
        }
    }
}
