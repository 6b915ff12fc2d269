using System.Diagnostics;
using Spectre.Console;

namespace Liten.Measurements;

/// <summary>What a turn costs with lanes, and without.</summary>
internal static class CostTable
{
    private const int Turns = 200_000;

    public static void Print()
    {
        var table = new Table().AddColumns("one worker", "ns per yield", "ns per spawn and join");
        Add(table, "no lanes", static builder => builder);
        Add(table, "two lanes", static builder => builder.Lane("bulk"));
        Add(table, "eight lanes", static builder => Enumerable.Range(0, 7).Aggregate(builder, static (b, i) => b.Lane($"{i}")));
        AnsiConsole.Write(table);
    }

    private static void Add(Table table, string name, Func<RuntimeBuilder, RuntimeBuilder> lanes)
    {
        using Runtime runtime = lanes(Runtime.CreateBuilder().WorkerThreads(1)).Build();
        double yields = Best(runtime, static async () =>
        {
            for (int i = 0; i < Turns; i++)
            {
                await LitenTask.Yield();
            }
        });
        double joins = Best(runtime, static async () =>
        {
            for (int i = 0; i < Turns; i++)
            {
                await LitenTask.Spawn(static () => LitenTask.CompletedTask);
            }
        });
        table.AddRow(name, $"{yields:N0}", $"{joins:N0}");
    }

    /// <summary>Nanoseconds of the best of a few runs, the first of which warm up.</summary>
    private static double Best(Runtime runtime, Func<LitenTask> body) => Enumerable.Range(0, 7).Min(_ =>
    {
        long start = Stopwatch.GetTimestamp();
        runtime.BlockOn(body);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Turns;
    });
}
