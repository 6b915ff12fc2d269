#pragma warning disable xUnit1051 // Whether a wait has a token is what these tests choose.

namespace Liten.Tests.Sync.Signals;

/// <summary>The waits of this folder outside of every runtime.</summary>
public sealed class SignalOutsideTests
{
    public static TheoryData<string> Names => SignalCase.Names;

    [Theory, MemberData(nameof(Names))]
    public async Task WaitAsync_InEveryKindOfMethodOutsideOfARuntime_Ends(string name)
    {
        foreach (Func<SignalCase.Reader, Task<int>> wait in (Func<SignalCase.Reader, Task<int>>[])[InTask, reader => InLiten(reader).AsTask(), InValueTask])
        {
            var signal = SignalCase.Of(name);
            Task<int> waiting = wait(signal.NewReader());
            Assert.False(waiting.IsCompleted);
            await Task.Run(signal.Give);
            Assert.Equal(1, await waiting);
        }

        static async Task<int> InTask(SignalCase.Reader reader) => await reader.WaitAsync(default);
        static async LitenTask<int> InLiten(SignalCase.Reader reader) => await reader.WaitAsync(default);
        static async Task<int> InValueTask(SignalCase.Reader reader) => await reader.WaitAsync(default).AsValueTask();
    }
}
