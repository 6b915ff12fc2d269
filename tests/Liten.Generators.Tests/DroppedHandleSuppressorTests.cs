namespace Liten.Generators.Tests;

/// <summary>"This call is not awaited" is no news where a scope or a set waits for the task.</summary>
public sealed class DroppedHandleSuppressorTests
{
    private const string Library =
        """
        namespace Liten
        {
            public class TaskScope
            {
                public Task Spawn(Func<Task> body) => body();
                public Task<T> Spawn<TState, T>(TState state, Func<TState, Task<T>> body) => body(state);
                public Task SpawnAsync(Func<Task> body) => body();
            }

            public class JoinSet { public Task Spawn(Func<Task> body) => body(); }
            public class JoinSet<T> { public Task<T> Spawn(Func<Task<T>> body) => body(); }
            public static class Task2 { public static Task Spawn(Func<Task> body) => body(); }
        }

        namespace Other
        {
            public class TaskScope { public Task Spawn(Func<Task> body) => body(); }
        }

        """;

    [Theory]
    [InlineData("new Liten.TaskScope().Spawn(() => Task.CompletedTask);")]
    [InlineData("new Liten.TaskScope().Spawn(1, async one => { await Task.Yield(); return one; });")]
    [InlineData("new Liten.TaskScope()\n    .Spawn(\n        () => Task.CompletedTask);")]
    [InlineData("new Liten.JoinSet().Spawn(() => Task.CompletedTask);")]
    [InlineData("new Liten.JoinSet<int>().Spawn(() => Task.FromResult(1));")]
    [InlineData("Func<Task> nested = async () => { new Liten.JoinSet().Spawn(() => Task.CompletedTask); await Task.Yield(); }; await nested();")]
    public async Task SpawnInAScopeOrSet_IsNotWarnedOf(string statement)
        => Assert.Empty(await Compile(statement).BuildProblemsAsync());

    [Theory]
    [InlineData("new Liten.TaskScope().SpawnAsync(() => Task.CompletedTask);")]
    [InlineData("Liten.Task2.Spawn(() => Task.CompletedTask);")]
    [InlineData("new Other.TaskScope().Spawn(() => Task.CompletedTask);")]
    [InlineData("new Liten.TaskScope().Spawn(() => Task.CompletedTask).ContinueWith(_ => { });")]
    [InlineData("Task.Run(() => new Liten.TaskScope().Spawn(() => Task.CompletedTask));")]
    public async Task AnythingElse_IsWarnedOf(string statement)
        => Assert.Contains("CS4014", Assert.Single(await Compile(statement).BuildProblemsAsync()));

    private static TestProgram Compile(string statement) => TestProgram.Compile(
        $$"""
        {{Library}}
        internal static class Program
        {
            private static async Task Main()
            {
                {{statement}}
                await Task.Yield();
            }
        }
        """);
}
