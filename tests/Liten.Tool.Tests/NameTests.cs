namespace Liten.Tool.Tests;

/// <summary>Names of methods and types, from what .NET's traces and core files call them.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("Shop.Bank.Pay(int32)", "Shop.Bank.Pay")]
    [InlineData("Shop.Bank+<PayAsync>d__3.MoveNext()", "Shop.Bank.PayAsync")]
    [InlineData("Shop.Bank`1+<PayAsync>d__3`1[System.__Canon,System.__Canon].MoveNext()", "Shop.Bank.PayAsync")]
    [InlineData("Shop.Bank+<>c.<Pay>b__0_1()", "Shop.Bank.Pay, a lambda")]
    [InlineData("Shop.Bank+<>c__DisplayClass1_0.<Pay>b__0()", "Shop.Bank.Pay, a lambda")]
    [InlineData("Shop.Bank+<>c+<<Pay>b__0_1>d.MoveNext()", "Shop.Bank.Pay, a lambda")]
    [InlineData("Shop.Bank.<Pay>g__Check|3_0(int32)", "Shop.Bank.Pay.Check")]
    [InlineData("Program.<Main>$(class System.String[])", "Program.<Main>$")]
    public void Frame(string full, string name) => Assert.Equal(name, FrameName.Of(full));

    [Theory]
    [InlineData("Liten.AsyncMutex<System.Decimal>", "AsyncMutex<decimal>")]
    [InlineData("Liten.AsyncNotify", "AsyncNotify")]
    [InlineData("System.Collections.Generic.Dictionary<System.String, Shop.Bank+Account[]>", "Dictionary<string, Account[]>")]
    public void Type(string full, string name) => Assert.Equal(name, CoreNames.OfType(full));

    [Theory]
    [InlineData("Shop.Bank+<PayAsync>d__3", "Bank.PayAsync")]
    [InlineData("Shop.Bank+<>c+<<Pay>b__0_1>d", "Bank.Pay.lambda")]
    [InlineData("Shop.Bank+<>c__DisplayClass1_0+<<Pay>g__Check|0>d", "Bank.Pay.Check")]
    public void Machine(string full, string name) => Assert.Equal(name, CoreNames.OfMethod(full));
}
