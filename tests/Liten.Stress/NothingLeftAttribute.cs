using System.Reflection;
using Xunit.v3;

[assembly: Liten.Stress.NothingLeft]

namespace Liten.Stress;

/// <summary>After each test no thread of Liten's and no object under watch may be alive.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class NothingLeftAttribute : BeforeAfterTestAttribute
{
    /// <inheritdoc />
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => LifeCensus.Forget();

    /// <inheritdoc />
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        string left = LifeCensus.FindLeft();
        Assert.True(left.Length == 0, $"{test.TestDisplayName} has left behind: {left}");
    }
}
